package dev.kagzi.guide;

import dev.kagzi.definition.StepSettings;
import dev.kagzi.definition.WorkflowSettings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The reference of all properties, as metadata and sources have it. */
final class PropertiesPage {

    private static final String INTRODUCTION = """
            # Properties

            All properties of Kagzi, as their metadata describes them to your editor; a test keeps this page equal to it. What they are for, which value wins, and
            Spring Boot's own properties that matter to the server: [configuration.md](../configuration.md).

            Durations and sizes have a unit: `30s`, `5m`, `1MB`.
            """;

    private static final String STARTER = "kagzi-spring-boot-starter";

    private final Path root;

    PropertiesPage(Path root) {
        this.root = root;
    }

    String text() throws IOException {
        return INTRODUCTION
                + section("Of an application", PropertyMetadata.of(root.resolve(STARTER)))
                + section("Of one workflow", components("kagzi.workflows.<name>.", WorkflowSettings.class))
                + section("Of one step", components("kagzi.workflows.<name>.steps.<step>.", StepSettings.class))
                + section("Of the server", PropertyMetadata.of(root.resolve("kagzi-server-app")));
    }

    private static String section(String title, List<PropertyMetadata> properties) {
        return properties.stream()
                .map(PropertiesPage::row)
                .collect(Collectors.joining(
                        "", "\n## " + title + "\n\n| property | type | default | meaning |\n|---|---|---|---|\n", ""));
    }

    private static String row(PropertyMetadata property) {
        return "| `%s` | `%s` | %s | %s |%n"
                .formatted(property.name(), property.shortType(), property.defaultText(), property.meaning())
                .replace(System.lineSeparator(), "\n");
    }

    /** Metadata ends at the keys of a map: what lies behind them is described by the Javadoc of the record alone. */
    private List<PropertyMetadata> components(String prefix, Class<? extends Record> settings) throws IOException {
        String source = Files.readString(root.resolve(STARTER + "/src/main/java")
                .resolve(settings.getName().replace('.', '/') + ".java"));
        return Arrays.stream(settings.getRecordComponents())
                .filter(component -> !component.getName().equals("steps"))
                .map(component -> new PropertyMetadata(
                        prefix + kebabCase(component.getName()),
                        component.getGenericType().getTypeName(),
                        description(source, component) + " Default: inherited.",
                        ""))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static String description(String source, RecordComponent component) {
        Matcher javadoc = Pattern.compile(
                        "@param " + component.getName() + " (.+?)(?=\\n \\* @|\\n \\*/)", Pattern.DOTALL)
                .matcher(source);
        return javadoc.find() ? javadoc.group(1).replaceAll("\\s*\\n \\*\\s*", " ") : "";
    }

    private static String kebabCase(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
