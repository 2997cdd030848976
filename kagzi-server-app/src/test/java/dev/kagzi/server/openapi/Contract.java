package dev.kagzi.server.openapi;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The kept OpenAPI document as a judge: says what is wrong with an answer. What it does not name is wrong as well. */
public final class Contract {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> METHODS = List.of("get", "post", "put", "delete");
    private static final Contract KEPT = read();

    private final ObjectNode document;
    private final Map<Pattern, JsonNode> paths = new HashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private Contract(ObjectNode document) {
        this.document = document;
        document.get("paths").properties().forEach(path -> paths.put(pattern(path.getKey()), path.getValue()));
        document.at("/components/schemas").forEach(Contract::close);
    }

    /** What the server under test has to keep to. */
    public static Contract ofThisServer() {
        return KEPT;
    }

    private static Contract read() {
        try (InputStream file = Contract.class.getResourceAsStream("/openapi.json")) {
            return new Contract((ObjectNode) MAPPER.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll("\\{\\w+}", "[^/]+"));
    }

    /** An object has the members that are described, and no others. */
    private static void close(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.path("properties").forEach(Contract::close);
    }

    List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        paths.values()
                .forEach(path ->
                        METHODS.stream().filter(path::has).map(path::get).forEach(operations::add));
        return operations;
    }

    /**
     * What is wrong with this JSON answer; nothing when the document does not describe one.
     *
     * @param hasHeader whether the answer has a header of this name
     */
    public List<String> violations(String method, String path, int status, Predicate<String> hasHeader, String body) {
        return operation(method, path)
                .map(operation -> violations(operation, status, hasHeader, body))
                .orElse(List.of());
    }

    private Optional<JsonNode> operation(String method, String path) {
        String plain = path.replaceAll("\\?.*", "");
        return paths.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(plain).matches())
                // A fixed path comes before one with a variable in its place.
                .min((a, b) -> Integer.compare(variables(a.getKey()), variables(b.getKey())))
                .map(entry -> entry.getValue().get(method.toLowerCase(java.util.Locale.ROOT)));
    }

    private static int variables(Pattern pattern) {
        return pattern.pattern().split("\\[\\^/]\\+", -1).length;
    }

    private List<String> violations(JsonNode operation, int status, Predicate<String> hasHeader, String body) {
        JsonNode responses = operation.get("responses");
        JsonNode response = responses.get(String.valueOf(status));
        if (response == null) {
            if (status < 400) {
                return List.of("status " + status + " is not described");
            }
            response = document.at("/components/responses/Problem");
        }
        List<String> violations = new ArrayList<>(headerViolations(response, hasHeader));
        violations.addAll(bodyViolations(operation, response, body));
        return violations;
    }

    /** Of the headers that callers go by: where a new thing is, and when to come again. */
    private static List<String> headerViolations(JsonNode response, Predicate<String> hasHeader) {
        List<String> violations = new ArrayList<>();
        JsonNode described = response.path("headers");
        if (hasHeader.test("Location") != described.has("Location")) {
            violations.add("a Location is " + (described.has("Location") ? "missing" : "not described"));
        }
        if (hasHeader.test("Retry-After") && !described.has("Retry-After")) {
            violations.add("a Retry-After is not described");
        }
        return violations;
    }

    private List<String> bodyViolations(JsonNode operation, JsonNode response, String body) {
        JsonNode content = response.get("content");
        if (content == null) {
            return body.isEmpty() || operation.path("operationId").asString().equals("getOpenApi")
                    ? List.of()
                    : List.of("no body is described");
        }
        Map.Entry<String, JsonNode> form = content.properties().iterator().next();
        return form.getKey().contains("json") ? violations(form.getValue().get("schema"), body) : List.of();
    }

    private List<String> violations(JsonNode schema, String json) {
        return schemas.computeIfAbsent(schema, this::compile).validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", document.get("components"));
        return registry.getSchema(whole);
    }

    /** Defaults that are not what their schema says. */
    List<String> wrongDefaults() {
        List<String> wrong = new ArrayList<>();
        collectWrongDefaults(document, "", wrong);
        return wrong;
    }

    private void collectWrongDefaults(JsonNode node, String place, List<String> wrong) {
        if (node.has("type") && node.has("default")) {
            violations(node, node.get("default").toString())
                    .forEach(violation -> wrong.add(place + " has a default: " + violation));
        }
        node.properties()
                .forEach(member -> collectWrongDefaults(member.getValue(), place + "/" + member.getKey(), wrong));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectWrongDefaults(node.get(i), place + "/" + i, wrong);
        }
    }

    List<String> wrongExamples() {
        List<String> wrong = new ArrayList<>();
        document.at("/components/responses")
                .properties()
                .forEach(response -> response.getValue()
                        .path("content")
                        .forEach(body -> wrong.addAll(wrongExample(response.getKey(), body))));
        for (JsonNode operation : operations()) {
            List<JsonNode> bodies = new ArrayList<>();
            operation.path("requestBody").path("content").forEach(bodies::add);
            operation
                    .path("responses")
                    .forEach(response -> response.path("content").forEach(bodies::add));
            String id = operation.path("operationId").asString();
            bodies.forEach(body -> wrong.addAll(wrongExample(id, body)));
        }
        return wrong;
    }

    private List<String> wrongExample(String id, JsonNode body) {
        @Nullable JsonNode example = body.get("example");
        if (example == null) {
            return List.of(id + " lacks an example");
        }
        return violations(body.get("schema"), example.toString()).stream()
                .map(violation -> id + ": " + violation)
                .toList();
    }
}
