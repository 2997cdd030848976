package dev.kagzi.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class BreakingChangesTests {

    private static final Logger log = LoggerFactory.getLogger(BreakingChangesTests.class);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String FILE = "src/main/resources/openapi.json";

    @Test
    void nothingThatWasReleasedIsBroken() throws IOException, InterruptedException {
        assertThat(git("rev-parse", "--is-shallow-repository").map(String::strip))
                .as("Whether this clone lacks the tags of releases: fetch them with 'git fetch --unshallow --tags'")
                .isNotEqualTo(Optional.of("true"));
        Optional<String> tag = git("describe", "--tags", "--abbrev=0", "--match", "v*");
        if (tag.isEmpty()) {
            log.warn("The API is compared with no release: there is no tag 'v*' before this commit");
        }
        assumeTrue(tag.isPresent(), "nothing is released yet");
        String released = git("show", tag.get().strip() + ":./" + FILE).orElseThrow();
        assertThat(BreakingChanges.between(MAPPER.readTree(released), kept())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaking")
    void isNoticed(String expected, Consumer<ObjectNode> change) {
        assertThat(after(change)).contains(expected);
    }

    static Arguments[] breaking() {
        return new Arguments[] {
            change(
                    "POST /api/v1/runs/{runId}/retry is gone",
                    document -> path(document, "/api/v1/runs/{runId}/retry").remove("post")),
            change(
                    "GET /api/v1/runs parameter status is gone",
                    document -> listParameters(document).removeIf(named("status"))),
            change(
                    "GET /api/v1/runs parameter limit is required",
                    document -> listParameters(document)
                            .forEach(parameter -> ((ObjectNode) parameter).put("required", true))),
            change(
                    "POST /api/v1/runs never answers 201",
                    document -> ((ObjectNode) document.at("/paths/~1api~1v1~1runs/post/responses")).remove("201")),
            change(
                    "POST /api/v1/runs request/id is required",
                    document -> ((ArrayNode) schema(document, "StartRun").get("required")).add("id")),
            change(
                    "GET /api/v1/runs 200/items/*/output is gone",
                    document -> properties(document, "RunSnapshot").remove("output")),
            change(
                    "GET /api/v1/runs 200/items/*/attempt has another type",
                    document ->
                            ((ObjectNode) properties(document, "RunSnapshot").get("attempt")).put("type", "string")),
            change(
                    "GET /api/v1/runs 200/items/*/runId may be absent",
                    document -> ((ArrayNode) schema(document, "RunSnapshot").get("required"))
                            .removeIf(name -> name.asString().equals("runId"))),
            change(
                    "POST /api/v1/worker/sessions/{workerId}/reports request/reports/* stepCompleted/attempts is gone",
                    document -> properties(document, "StepCompleted").remove("attempts")),
            change(
                    "POST /api/v1/runs/{runId}/cancel request is required",
                    document -> ((ObjectNode) document.at("/paths/~1api~1v1~1runs~1{runId}~1cancel/post/requestBody"))
                            .put("required", true)),
            change(
                    "POST /api/v1/runs/{runId}/retry request is required",
                    document -> ((ObjectNode) document.at("/paths/~1api~1v1~1runs~1{runId}~1retry/post"))
                            .putObject("requestBody")
                            .put("required", true)),
            change(
                    "GET /api/v1/runs parameter limit has a higher minimum",
                    document -> limit(document).put("minimum", 2)),
            change(
                    "GET /api/v1/runs parameter limit has a lower maximum",
                    document -> limit(document).put("maximum", 199)),
            change(
                    "POST /api/v1/runs request/id has a lower maxLength",
                    document -> startMember(document, "id").put("maxLength", 10)),
            change(
                    "POST /api/v1/runs request/id has another pattern",
                    document -> startMember(document, "id").put("pattern", "[a-z]+")),
            change(
                    "POST /api/v1/runs request/id takes certain values only",
                    document -> startMember(document, "id").putArray("enum").add("a")),
            change(
                    "POST /api/v1/runs 201 has no Location",
                    document ->
                            ((ObjectNode) document.at("/paths/~1api~1v1~1runs/post/responses/201")).remove("headers")),
            change(
                    "POST /api/v1/runs request is no application/json",
                    document -> rename(document.at("/paths/~1api~1v1~1runs/post/requestBody/content"))),
            change(
                    "GET /api/v1/runs 200 is no application/json",
                    document -> rename(document.at("/paths/~1api~1v1~1runs/get/responses/200/content")))
        };
    }

    private static ObjectNode limit(ObjectNode document) {
        for (JsonNode parameter : listParameters(document)) {
            if (named("limit").test(parameter)) {
                return (ObjectNode) parameter.get("schema");
            }
        }
        throw new IllegalStateException("no limit");
    }

    private static ObjectNode startMember(ObjectNode document, String name) {
        return (ObjectNode) properties(document, "StartRun").get(name);
    }

    /** Another media type in place of JSON. */
    private static void rename(JsonNode content) {
        ((ObjectNode) content).set("application/cbor", ((ObjectNode) content).remove("application/json"));
    }

    @Test
    void additionsBreakNothing() {
        assertThat(after(document -> {
                    limit(document).put("maximum", 500).put("minimum", 0);
                    ((ObjectNode) document.at("/paths/~1api~1v1~1runs/post/requestBody/content"))
                            .putObject("application/cbor");
                    ((ObjectNode) document.at("/paths/~1api~1v1~1runs/post/requestBody")).put("required", false);
                    properties(document, "RunSnapshot").putObject("extra").put("type", "string");
                    properties(document, "StartRun").putObject("extra").put("type", "string");
                    ((ArrayNode) properties(document, "WaitingFor").get("kind").get("enum")).add("SOMETHING");
                    ((ObjectNode) document.get("paths"))
                            .putObject("/api/v1/extra")
                            .putObject("get");
                }))
                .isEmpty();
    }

    private static java.util.List<String> after(Consumer<ObjectNode> change) {
        ObjectNode changed = kept();
        change.accept(changed);
        return BreakingChanges.between(kept(), changed);
    }

    private static Arguments change(String expected, Consumer<ObjectNode> change) {
        return Arguments.of(expected, change);
    }

    private static ObjectNode kept() {
        try {
            return (ObjectNode) MAPPER.readTree(Files.readString(Path.of(FILE)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode path(ObjectNode document, String path) {
        return (ObjectNode) document.get("paths").get(path);
    }

    private static ArrayNode listParameters(ObjectNode document) {
        return (ArrayNode) path(document, "/api/v1/runs").get("get").get("parameters");
    }

    private static java.util.function.Predicate<JsonNode> named(String name) {
        return parameter -> parameter.get("name").asString().equals(name);
    }

    private static ObjectNode schema(ObjectNode document, String name) {
        return (ObjectNode) document.at("/components/schemas/" + name);
    }

    private static ObjectNode properties(ObjectNode document, String name) {
        return (ObjectNode) schema(document, name).get("properties");
    }

    private static Optional<String> git(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
