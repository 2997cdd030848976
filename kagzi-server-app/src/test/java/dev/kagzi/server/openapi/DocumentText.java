package dev.kagzi.server.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Javadoc as Markdown, which is what descriptions of a document are written in. */
final class DocumentText {

    private static final Pattern CODE = Pattern.compile("<code>(.*?)</code>");
    private static final Pattern LINK = Pattern.compile("\\{@link \\S+ ([^}]+)}");

    private static final Pattern LINE_BREAK = Pattern.compile(" *\n *");

    private DocumentText() {}

    static void clean(OpenAPI document) {
        document.getComponents().getSchemas().values().forEach(DocumentText::clean);
        document.getPaths().values().forEach(path -> path.readOperations().forEach(DocumentText::clean));
    }

    private static void clean(Operation operation) {
        operation.setSummary(markdown(operation.getSummary()));
        operation.setDescription(markdown(operation.getDescription()));
        if (operation.getParameters() != null) {
            operation
                    .getParameters()
                    .forEach(parameter -> parameter.setDescription(markdown(parameter.getDescription())));
        }
    }

    private static void clean(Schema<?> schema) {
        schema.setDescription(markdown(schema.getDescription()));
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(DocumentText::clean);
        }
    }

    private static @Nullable String markdown(@Nullable String javadoc) {
        if (javadoc == null) {
            return null;
        }
        String code = CODE.matcher(javadoc).replaceAll("`$1`");
        String links = LINK.matcher(code).replaceAll("`$1`");
        return LINE_BREAK.matcher(links).replaceAll(" ").strip();
    }
}
