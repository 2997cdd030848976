package dev.kagzi.server.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An operation of the API, as its document describes it.
 *
 * @param path with its variables in braces
 * @param roles which a key has to have one of; empty where everybody may
 * @param described the whole of what the document says of it
 */
public record ApiOperation(String id, String method, String path, Set<String> roles, JsonNode described) {

    private static final JsonNode DOCUMENT = read();

    private static JsonNode read() {
        try (InputStream file = ApiOperation.class.getResourceAsStream("/openapi.json")) {
            return JsonMapper.builder().build().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document itself. */
    public static JsonNode document() {
        return DOCUMENT;
    }

    public static List<ApiOperation> all() {
        List<ApiOperation> all = new ArrayList<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> all.add(of(path.getKey(), operation.getKey(), operation.getValue()))));
        return all;
    }

    private static ApiOperation of(String path, String method, JsonNode described) {
        Set<String> roles = new TreeSet<>();
        described.path("x-kagzi-roles").forEach(role -> roles.add(role.asString()));
        return new ApiOperation(
                described.path("operationId").asString(), method.toUpperCase(Locale.ROOT), path, roles, described);
    }

    /** The body of its example; missing where it has none. */
    public JsonNode exampleBody() {
        return described.at("/requestBody/content/application~1json/example");
    }

    @Override
    public String toString() {
        return id;
    }
}
