package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class RunBatchIntegrationTests {

    @Autowired
    private ServerClient server;

    private String namespace = "";

    @BeforeEach
    void declareWorkflow() {
        namespace = server.newNamespace();
        post("/api/v1/worker/sessions", """
                {"instanceId":"%s","application":"test","workflows":[{"name":"order","version":1}]}
                """.formatted(UUID.randomUUID()));
    }

    private Answer post(String path, String json) {
        return server.post(path, json, "Kagzi-Namespace", namespace);
    }

    private Answer get(String path) {
        return server.get(path, "Kagzi-Namespace", namespace);
    }

    private JsonNode batch(String... runs) {
        Answer answer = post("/api/v1/runs/batch", "{\"runs\":[" + String.join(",", runs) + "]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("results");
    }

    @Test
    void everyRunIsAnsweredForInOrder() {
        JsonNode results = batch(
                "{\"workflow\":\"order\",\"input\":1.10}",
                "{\"workflow\":\"nothing\"}",
                "{\"workflow\":\"order\",\"delay\":\"soon\"}",
                "{}",
                "5",
                "{\"workflow\":\"order\",\"id\":\"a\",\"input\":2}");

        assertThat(results).hasSize(6);
        assertThat(results.get(0).at("/run/created").asBoolean()).isTrue();
        assertThat(results.get(1).at("/error/code").asString()).isEqualTo("WORKFLOW_UNKNOWN");
        assertThat(results.get(2).at("/error/errors/0/pointer").asString()).isEqualTo("/delay");
        assertThat(results.get(3).at("/error/errors/0/pointer").asString()).isEqualTo("/workflow");
        assertThat(results.get(4).at("/error/status").asInt()).isEqualTo(400);
        assertThat(results.get(5).at("/run/id").asString()).isEqualTo("a");
        assertThat(get("/api/v1/runs").json().path("items")).hasSize(2);
        String first = results.get(0).at("/run/runId").asString();
        assertThat(get("/api/v1/runs/" + first).body()).contains("\"input\":1.10");
    }

    @Test
    void equalStartsInOneBatchAreOneRun() {
        String runId = "0199d6a4-5c1e-7b63-9a3b-3f6f2f8f1c21";
        JsonNode results = batch(
                "{\"workflow\":\"order\",\"id\":\"a\",\"input\":1}",
                "{\"workflow\":\"order\",\"id\":\"a\",\"input\":1}",
                "{\"workflow\":\"order\",\"id\":\"a\",\"input\":2}",
                "{\"workflow\":\"order\",\"runId\":\"%s\"}".formatted(runId),
                "{\"workflow\":\"order\",\"runId\":\"%s\"}".formatted(runId));

        assertThat(results.get(0).at("/run/created").asBoolean()).isTrue();
        assertThat(results.get(1).at("/run/created").asBoolean()).isFalse();
        assertThat(results.get(1).at("/run/runId")).isEqualTo(results.get(0).at("/run/runId"));
        assertThat(results.get(2).at("/error/code").asString()).isEqualTo("ID_CONFLICT");
        assertThat(results.get(3).at("/run/created").asBoolean()).isTrue();
        assertThat(results.get(4).at("/run/created").asBoolean()).isFalse();
    }

    @Test
    void aThousandRunsFitIntoOneRequest() {
        String[] runs = IntStream.range(0, 1_000)
                .mapToObj(i -> "{\"workflow\":\"order\",\"id\":\"%d\",\"input\":%d}".formatted(i, i))
                .toArray(String[]::new);
        JsonNode results = batch(runs);
        List<String> ids = new ArrayList<>();
        results.forEach(result -> ids.add(result.at("/run/id").asString()));
        assertThat(ids)
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(Integer::toString).toList());

        JsonNode again = batch(runs);
        again.forEach(
                result -> assertThat(result.at("/run/created").asBoolean()).isFalse());
        assertThat(new HashSet<>(again.findValuesAsString("runId")))
                .isEqualTo(new HashSet<>(results.findValuesAsString("runId")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"runs\":[]}", "{\"runs\":{}}", "[]", "{\"runs\":null}"})
    void aBatchWithoutRunsIsRefused(String body) {
        assertThat(post("/api/v1/runs/batch", body).status()).isEqualTo(400);
    }

    @Test
    void aBatchOfTooManyRunsIsRefusedAsAWhole() {
        String runs = IntStream.range(0, 1_001)
                .mapToObj(i -> "{\"workflow\":\"order\"}")
                .collect(Collectors.joining(","));
        Answer answer = post("/api/v1/runs/batch", "{\"runs\":[" + runs + "]}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/runs");
        assertThat(get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void theHistoryTellsWhatBecameOfARun() {
        String runId = batch("{\"workflow\":\"order\"}").get(0).at("/run/runId").asString();
        post("/api/v1/runs/" + runId + "/cancel", "{\"reason\":\"called off\"}");

        JsonNode first = get("/api/v1/runs/" + runId + "/history?limit=1").json();
        assertThat(first.at("/items/0/to").asString()).isEqualTo("PENDING");
        assertThat(first.at("/items/0").has("from")).isFalse();
        JsonNode rest = get("/api/v1/runs/" + runId + "/history?limit=1&cursor="
                        + first.path("nextCursor").asString())
                .json();
        assertThat(rest.at("/items/0/from").asString()).isEqualTo("PENDING");
        assertThat(rest.at("/items/0/to").asString()).isEqualTo("CANCELLED");
        assertThat(rest.at("/items/0/actor").asString()).isEqualTo("CLIENT");
        assertThat(rest.at("/items/0/reason").asString()).isEqualTo("called off");
        assertThat(rest.has("nextCursor")).isFalse();
        assertThat(get("/api/v1/runs/" + UUID.randomUUID() + "/history").text("/code"))
                .isEqualTo("RUN_NOT_FOUND");
    }
}
