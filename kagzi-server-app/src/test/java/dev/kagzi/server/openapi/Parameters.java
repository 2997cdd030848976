package dev.kagzi.server.openapi;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;

/** Parameters that are no argument of a controller's method. */
final class Parameters {

    /** Name of an argument that stands for all query parameters: those the controller reads itself. */
    static final String ALL = "parameters";

    private Parameters() {}

    static Parameter namespace() {
        return new Parameter()
                .in("header")
                .name("Kagzi-Namespace")
                .description("The namespace; 'default' without it.")
                .required(false)
                .schema(OpenApiGeneration.string());
    }

    static Parameter idempotencyKey() {
        return new Parameter()
                .in("header")
                .name("Idempotency-Key")
                .description(
                        "Made by the caller for this request: a repeat with the same key gets the same answer for a day.")
                .required(false)
                .schema(OpenApiGeneration.string());
    }

    static List<Parameter> of(String operation) {
        return operation.equals("listRuns") ? List.of(tag()) : List.of();
    }

    /** What the type does not show, or springdoc shows as what the server makes of it. */
    static void complete(Parameter parameter) {
        if (parameter.getName().equals("limit")) {
            parameter.getSchema().minimum(BigDecimal.ONE).maximum(BigDecimal.valueOf(200));
        } else if (parameter.getName().equals("wait")) {
            parameter.getSchema().setDefault("PT0S");
        }
    }

    private static Parameter tag() {
        Schema<?> tags = new JsonSchema();
        tags.setTypes(new LinkedHashSet<>(List.of("array")));
        tags.setItems(OpenApiGeneration.string());
        return new Parameter()
                .in("query")
                .name("tag")
                .description("A tag that the runs have, as 'name:value'; several have to fit all.")
                .required(false)
                .explode(true)
                .schema(tags);
    }
}
