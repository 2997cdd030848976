package dev.kagzi.server.openapi;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.FreshIds;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.json.JsonMapper;

/**
 * How springdoc reads the controllers. The name of a controller's method is the operation's id, its Javadoc the description, the
 * {@link Examples} say which statuses it has.
 */
@TestConfiguration(proxyBeanMethods = false)
public class OpenApiGeneration {

    private static final JsonMapper JSON = ProtocolJson.builder().build();

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(NamespaceId.class, FreshIds.class);
    }

    @Bean
    ContractModels contractModels() {
        return new ContractModels();
    }

    @Bean
    GlobalOperationCustomizer contractOperations() {
        return OpenApiGeneration::describe;
    }

    @Bean
    GlobalOpenApiCustomizer contractDocument() {
        return document -> {
            document.setInfo(new Info()
                    .title("Kagzi")
                    .version("v1")
                    .description("Durable workflows for Spring Boot: the API of the server.")
                    .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
            document.setServers(List.of(new Server().url("/")));
            keys(document);
            problems(document);
            document.getPaths()
                    .forEach((path, item) ->
                            item.readOperations().forEach(operation -> operation.setTags(List.of(Tags.of(path)))));
            document.setTags(Tags.all());
            DocumentText.clean(document);
        };
    }

    private static Operation describe(Operation operation, HandlerMethod method) {
        if (operation.getParameters() != null) {
            operation.getParameters().removeIf(parameter -> parameter.getName().equals(Parameters.ALL));
        }
        operation.setOperationId(method.getMethod().getName());
        if (Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == NamespaceId.class)) {
            parameter(operation, Parameters.namespace());
        }
        if (!method.hasMethodAnnotation(GetMapping.class) && !isWorkerProtocol(method)) {
            parameter(operation, Parameters.idempotencyKey());
        }
        Parameters.of(operation.getOperationId()).forEach(parameter -> parameter(operation, parameter));
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(Parameters::complete);
        }
        Examples.of(operation.getOperationId()).describe(operation);
        return operation;
    }

    private static boolean isWorkerProtocol(HandlerMethod method) {
        RequestMapping mapping = method.getBeanType().getAnnotation(RequestMapping.class);
        return mapping != null && mapping.value()[0].startsWith("/api/v1/worker/");
    }

    private static void parameter(Operation operation, Parameter parameter) {
        List<Parameter> parameters =
                new ArrayList<>(operation.getParameters() == null ? List.of() : operation.getParameters());
        parameters.removeIf(other -> other.getName().equals(parameter.getName()));
        parameters.add(parameter);
        operation.setParameters(parameters);
    }

    /** Each request has a key, unless keys are switched off. */
    private static void keys(OpenAPI document) {
        document.getComponents()
                .addSecuritySchemes(
                        "key",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "A key with one of the roles in '%s'. With keys switched off none is asked for."
                                                .formatted(Examples.ROLES)));
        document.setSecurity(List.of(new SecurityRequirement().addList("key"), new SecurityRequirement()));
    }

    /** Whatever goes wrong is a problem. */
    private static void problems(OpenAPI document) {
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(document.getComponents()::addSchemas);
        ProblemException example = new ProblemException(
                ProblemCode.RUN_NOT_FOUND,
                "There is no run '0199d6a4-5c1e-7b63-9a3b-3f6f2f8f1c21' in this namespace. It may belong to another one, or be older"
                        + " than the retention.");
        ApiResponse problem = new ApiResponse()
                .description("A problem; its code says which.")
                .addHeaderObject(
                        "Retry-After",
                        new Header()
                                .description(
                                        "With a problem that is retryable: seconds after which the same request may succeed.")
                                .schema(string())
                                .example("1"))
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType()
                                        .schema(new JsonSchema().$ref("#/components/schemas/Problem"))
                                        .example(JSON.convertValue(example.problem(), Map.class))));
        document.getComponents().addResponses("Problem", problem);
        document.getPaths()
                .values()
                .forEach(item -> item.readOperations()
                        .forEach(operation -> operation
                                .getResponses()
                                .addApiResponse("default", new ApiResponse().$ref("#/components/responses/Problem"))));
    }

    static Schema<?> string() {
        Schema<?> schema = new JsonSchema();
        schema.setTypes(new LinkedHashSet<>(List.of("string")));
        return schema;
    }
}
