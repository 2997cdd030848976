package dev.kagzi.server.openapi;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JavaType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.server.web.RawBody;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The contract's types as schemas: what is not {@code @Nullable} is required, payloads are any JSON value. */
final class ContractModels implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        JavaType javaType = Json31.mapper().constructType(type.getType());
        Class<?> raw = javaType == null ? Object.class : javaType.getRawClass();
        if (raw == Payload.class) {
            return new JsonSchema().description("Any JSON value; it comes back byte for byte.");
        } else if (raw == Duration.class) {
            return string("duration").example("PT30S");
        } else if (raw == RawBody.class) {
            return context.resolve(new AnnotatedType(javaType.containedType(0)).resolveAsRef(true));
        } else if (raw == SseEmitter.class) {
            return OpenApiGeneration.string();
        } else if (raw == MultiValueMap.class) {
            return new JsonSchema();
        } else if (raw == Report.class) {
            return report(context);
        }
        Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (schema != null && raw.isRecord()) {
            require(raw, schema, context);
            addEncodedForms(raw, schema, context);
        }
        return schema;
    }

    private static Schema<?> string(String format) {
        Schema<?> schema = new JsonSchema();
        schema.setTypes(new LinkedHashSet<>(List.of("string")));
        schema.setFormat(format);
        return schema;
    }

    private static void require(Class<?> type, Schema<?> schema, ModelConverterContext context) {
        Schema<?> model =
                schema.get$ref() == null ? schema : context.getDefinedModels().get(name(schema));
        if (model != null && model.getProperties() != null) {
            model.setRequired(Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                    .map(ContractModels::jsonName)
                    .toList());
        }
    }

    /** A payload stands under its own name, or under the twin's when a codec has encoded it. */
    private static void addEncodedForms(Class<?> type, Schema<?> schema, ModelConverterContext context) {
        Schema<?> model =
                schema.get$ref() == null ? schema : context.getDefinedModels().get(name(schema));
        if (model == null || model.getProperties() == null) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            JsonAlias encoded = component.getAccessor().getAnnotation(JsonAlias.class);
            if (component.getType() == Payload.class && encoded != null) {
                context.defineModel("EncodedPayload", encodedPayload());
                model.addProperty(encoded.value()[0], new JsonSchema().$ref("#/components/schemas/EncodedPayload"));
            }
        }
    }

    private static Schema<?> encodedPayload() {
        Schema<?> encoding = string("");
        encoding.setFormat(null);
        Schema<?> schema = new JsonSchema()
                .description("A payload that a codec of the application has encoded, in place of the plain one.")
                .addProperty("encoding", encoding.description("Name of the encoding."))
                .addProperty("data", string("byte").description("What the codec made of the payload."))
                .addProperty(
                        "runId",
                        string("uuid")
                                .description(
                                        "In answers: the run it was encoded for, when a restart has taken it over."));
        schema.setTypes(new LinkedHashSet<>(List.of("object")));
        schema.setRequired(List.of("encoding", "data"));
        return schema;
    }

    private static String jsonName(RecordComponent component) {
        var property = component.getAccessor().getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
        return property == null || property.value().isEmpty() ? component.getName() : property.value();
    }

    private static String name(Schema<?> reference) {
        return reference.get$ref().substring(reference.get$ref().lastIndexOf('/') + 1);
    }

    /** One of the kinds of reports, told apart by their type. */
    private static Schema<?> report(ModelConverterContext context) {
        Schema<?> report = new JsonSchema().description("What a worker has to say about a run it holds.");
        Discriminator discriminator = new Discriminator().propertyName("type");
        for (Class<?> kind : kinds(Report.class, new ArrayList<>())) {
            Schema<?> reference = context.resolve(new AnnotatedType(kind).resolveAsRef(true));
            Schema<?> model = context.getDefinedModels().get(name(reference));
            String type = Character.toLowerCase(kind.getSimpleName().charAt(0))
                    + kind.getSimpleName().substring(1);
            Schema<?> constant = string("");
            constant.setFormat(null);
            constant.setConst(type);
            model.addProperty("type", constant);
            Set<String> required = new LinkedHashSet<>(model.getRequired());
            required.add("type");
            model.setRequired(new ArrayList<>(required));
            report.addOneOfItem(reference);
            discriminator.mapping(type, reference.get$ref());
        }
        report.setDiscriminator(discriminator);
        context.defineModel("Report", report);
        return new JsonSchema().$ref("#/components/schemas/Report");
    }

    private static List<Class<?>> kinds(Class<?> sealed, List<Class<?>> kinds) {
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                kinds(kind, kinds);
            } else {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
