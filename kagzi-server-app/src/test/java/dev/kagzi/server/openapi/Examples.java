package dev.kagzi.server.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The roles of an operation, its request and its answers by status, as kept in {@code openapi/<operation>.json}:
 * {@code {"roles":…, "request":…, "responses":{"200":{"description":…, "headers":{"Location":{"description":…, "example":…}}, "body":…}}}}.
 */
record Examples(JsonNode kept) {

    /** Which roles a key has to have one of; none where everybody may. */
    static final String ROLES = "x-kagzi-roles";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static Examples of(String operation) {
        try (InputStream file = Examples.class.getResourceAsStream("/openapi/" + operation + ".json")) {
            if (file == null) {
                throw new IllegalStateException(
                        "Operation '%s' has no examples: write src/test/resources/openapi/%s.json"
                                .formatted(operation, operation));
            }
            return new Examples(MAPPER.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void describe(Operation operation) {
        JsonNode roles = kept.get("roles");
        operation.addExtension(ROLES, MAPPER.treeToValue(roles, List.class));
        if (roles.isEmpty()) {
            operation.setSecurity(List.of());
        }
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().getContent().values().forEach(body -> body.example(plain(kept.get("request"))));
        }
        Content content = content(operation.getResponses());
        ApiResponses responses = new ApiResponses();
        for (Map.Entry<String, JsonNode> response : kept.get("responses").properties()) {
            responses.addApiResponse(response.getKey(), response(response.getValue(), content));
        }
        operation.setResponses(responses);
    }

    /** The schema of what the controller's method returns; which statuses it has, springdoc cannot know. */
    private static @Nullable Content content(ApiResponses responses) {
        return responses.values().iterator().next().getContent();
    }

    private static ApiResponse response(JsonNode response, @Nullable Content content) {
        ApiResponse described =
                new ApiResponse().description(response.get("description").asString());
        response.path("headers")
                .properties()
                .forEach(header -> described.addHeaderObject(header.getKey(), header(header.getValue())));
        JsonNode body = response.get("body");
        if (body == null || content == null) {
            return described;
        }
        MediaType original = content.values().iterator().next();
        String mediaType = response.path("mediaType").asString("application/json");
        return described.content(new Content()
                .addMediaType(
                        mediaType, new MediaType().schema(original.getSchema()).example(plain(body))));
    }

    private static Header header(JsonNode header) {
        return new Header()
                .description(header.get("description").asString())
                .schema(OpenApiGeneration.string())
                .example(plain(header.get("example")));
    }

    private static @Nullable Object plain(@Nullable JsonNode example) {
        return example == null ? null : MAPPER.treeToValue(example, Object.class);
    }
}
