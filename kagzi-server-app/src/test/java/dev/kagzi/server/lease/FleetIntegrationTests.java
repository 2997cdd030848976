package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Workflows, workers and their load, as operators and autoscalers see them. */
@ServerTest
class FleetIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private DatabaseClock clock;

    private String namespace = "";

    @BeforeEach
    void namespace() {
        namespace = server.newNamespace();
    }

    private Answer get(String path) {
        return server.get(path, "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String json) {
        return server.post(path, json, "Kagzi-Namespace", namespace);
    }

    private String start(String workflow, String more) {
        Answer answer = post("/api/v1/runs", "{\"workflow\":\"%s\"%s}".formatted(workflow, more));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    private TestWorker worker(String... workflows) {
        return new TestWorker(server, namespace, workflows);
    }

    private static List<String> texts(Answer answer, String member) {
        List<String> texts = new ArrayList<>();
        answer.json().path("items").forEach(item -> texts.add(item.path(member).asString()));
        return texts;
    }

    @Test
    void workflowsAreListedByNameInPages() {
        worker(TestWorker.workflow("b"), TestWorker.workflow("c"), TestWorker.workflow("a"));

        Answer first = get("/api/v1/workflows?limit=2");
        assertThat(texts(first, "name")).containsExactly("a", "b");
        Answer rest = get("/api/v1/workflows?limit=2&cursor=" + first.text("/nextCursor"));
        assertThat(texts(rest, "name")).containsExactly("c");
        assertThat(rest.json().has("nextCursor")).isFalse();
        assertThat(get("/api/v1/workers?cursor=" + first.text("/nextCursor")).text("/code"))
                .isEqualTo("INVALID_CURSOR");
    }

    @Test
    void aWorkflowShowsItsVersionsWorkersAndNames() {
        worker("""
                {"name":"order","version":1}""", """
                {"name":"order","version":2,"aliases":["old-order"],"timeout":"7d","workerConcurrency":4,
                 "retry":{"maxAttempts":3,"backoff":"1s","multiplier":2,"maxBackoff":"1m","jitter":0.2}}""");
        worker("{\"name\":\"order\",\"version\":1}");

        JsonNode order = get("/api/v1/workflows/old-order").json();
        assertThat(order.path("name").asString()).isEqualTo("order");
        assertThat(order.path("aliases").get(0).asString()).isEqualTo("old-order");
        assertThat(order.at("/versions/0/version").asInt()).isEqualTo(2);
        assertThat(order.at("/versions/0/workers").asInt()).isEqualTo(1);
        assertThat(order.at("/versions/0/timeout").asString()).isEqualTo("PT168H");
        assertThat(order.at("/versions/0/retry/maxAttempts").asInt()).isEqualTo(3);
        assertThat(order.at("/versions/1/version").asInt()).isEqualTo(1);
        assertThat(order.at("/versions/1/workers").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "ü", "注文", "a;b=c", "a?b#c", "100%", "%2F", "%5C", "%00", "%0A", "%0d", "%2f%2f", "a+b&c",
                "\"a\"", "a:b@c|d", "...", "a..b", "{a}"
            })
    void aWorkflowIsFoundUnderWhateverNameItMayHave(String name) {
        worker(TestWorker.workflow(name.replace("\"", "\\\"")));
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(get("/api/v1/workflows/" + encoded).text("/name")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a\\\\b", "."})
    void aWorkflowThatNoAddressCanCarryIsNotRegistered(String name) {
        for (String workflow : List.of(
                TestWorker.workflow(name), "{\"name\":\"order\",\"version\":1,\"aliases\":[\"" + name + "\"]}")) {
            Answer refused = post(
                    "/api/v1/worker/sessions",
                    "{\"instanceId\":\"%s\",\"application\":\"test\",\"workflows\":[%s]}"
                            .formatted(UUID.randomUUID(), workflow));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("/errors/0/pointer")).startsWith("/workflows/0/");
            assertThat(refused.text("/detail")).contains("it stands in addresses");
        }
    }

    @Test
    void anUnknownWorkflowIsNotFound() {
        assertThat(get("/api/v1/workflows/nothing").text("/code")).isEqualTo("WORKFLOW_UNKNOWN");
    }

    @Test
    void statsOfAWorkflowAreThoseOfItsRuns() {
        TestWorker worker = worker("{\"name\":\"order\",\"version\":1,\"aliases\":[\"old-order\"]}");
        for (int i = 0; i < 3; i++) {
            start("order", "");
        }
        List<Claim> claims = worker.poll(3, "order");
        worker.reportOk(claims.get(0).runCompleted("1"));
        worker.reportOk(claims.get(1).runCompleted("1"));
        worker.reportOk(claims.get(2).runFailed("boom"));

        JsonNode stats = get("/api/v1/workflows/order").json().path("stats");
        assertThat(stats.path("completed").asInt()).isEqualTo(2);
        assertThat(stats.path("failed").asInt()).isEqualTo(1);
        assertThat(Duration.parse(stats.path("p50").asString())).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(Duration.parse(stats.path("p95").asString())).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void loadIsCountedPerWorkflow() {
        TestWorker worker = worker(TestWorker.workflow("order"), TestWorker.workflow("idle"));
        for (int i = 0; i < 4; i++) {
            start("order", "");
        }
        start("order", ",\"delay\":\"1h\"");
        List<Claim> claims = worker.poll(2, "order");
        worker.reportOk(
                claims.get(0).sleepStarted("nap", 1, 1, "1h"), claims.get(0).waiting());

        Awaitility.await().untilAsserted(() -> {
            JsonNode items = get("/api/v1/stats").json().path("items");
            assertThat(items).hasSize(2);
            assertThat(items.get(0).path("workflow").asString()).isEqualTo("idle");
            assertThat(items.get(0).path("pending").asInt()).isZero();
            JsonNode order = items.get(1);
            assertThat(order.path("pending").asInt()).isEqualTo(2);
            assertThat(order.path("running").asInt()).isEqualTo(1);
            assertThat(order.path("waiting").asInt()).isEqualTo(1);
            assertThat(order.path("needsAttention").asInt()).isZero();
            assertThat(order.path("oldestPendingSeconds").asDouble()).isBetween(0.0, 60.0);
        });
    }

    @Test
    void workersAreListedNewestFirst() {
        TestWorker older = worker(TestWorker.workflow("order"));
        start("order", "");
        older.poll(1, "order");
        TestWorker newer = worker(TestWorker.workflow("order"));

        Answer first = get("/api/v1/workers?limit=1");
        assertThat(texts(first, "workerId")).containsExactly(newer.workerId());
        Answer rest = get("/api/v1/workers?limit=1&cursor=" + first.text("/nextCursor"));
        assertThat(texts(rest, "workerId")).containsExactly(older.workerId());
        JsonNode worker = get("/api/v1/workers/" + older.workerId()).json();
        assertThat(worker.path("application").asString()).isEqualTo("test");
        assertThat(worker.path("held").asInt()).isEqualTo(1);
        assertThat(worker.path("status").asString()).isEqualTo("ONLINE");
        assertThat(worker.at("/workflows/0/name").asString()).isEqualTo("order");
        assertThat(get("/api/v1/workers/" + UUID.randomUUID()).text("/code")).isEqualTo("WORKER_NOT_FOUND");
    }

    @Test
    void aWorkerThatIsNotHeardOfIsOffline() {
        TestWorker worker = worker(TestWorker.workflow("order"));
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofSeconds(61));
            assertThat(get("/api/v1/workers/" + worker.workerId()).text("/status"))
                    .isEqualTo("OFFLINE");
            assertThat(get("/api/v1/workflows/order")
                            .json()
                            .at("/versions/0/workers")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void aDrainingWorkerFinishesWhatItHoldsAndGetsNothingMore() throws Exception {
        TestWorker worker = worker(TestWorker.workflow("order"));
        String held = start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> worker.poll(2, 5, "30s", 1, "order"));

        Answer drained = post("/api/v1/workers/" + worker.workerId() + "/drain", "{}");
        assertThat(drained.text("/status")).isEqualTo("DRAINING");
        assertThat(drained.json().path("held").asInt()).isEqualTo(1);
        assertThat(waiting.get(5, TimeUnit.SECONDS).json().path("drain").asBoolean())
                .isTrue();

        String next = start("order", "");
        Answer poll = worker.poll(3, 5, "0s", 1, "order");
        assertThat(poll.json().path("runs")).isEmpty();
        assertThat(poll.json().path("drain").asBoolean()).isTrue();
        assertThat(worker.renew(3, held).json().path("drain").asBoolean()).isTrue();
        worker.reportOk(claim.runCompleted("1"));

        TestWorker other = worker(TestWorker.workflow("order"));
        assertThat(other.poll(5, "order")).extracting(Claim::runId).containsExactly(next);
    }

    @Test
    void aPollThatAWorkerHoldsOpenWhileItDrainsWaits() throws Exception {
        TestWorker worker = worker(TestWorker.workflow("order"));
        post("/api/v1/workers/" + worker.workerId() + "/drain", "{}");
        assertThat(worker.poll(1, 5, "30s", 1, "order").json().path("drain").asBoolean())
                .isTrue();

        CompletableFuture<Answer> told = CompletableFuture.supplyAsync(() -> worker.poll(2, 0, "200ms", 1));
        assertThat(told.get(5, TimeUnit.SECONDS).json().path("drain").asBoolean())
                .isTrue();
        // The same drain again changes nothing, and wakes nobody.
        assertThat(post("/api/v1/workers/" + worker.workerId() + "/drain", "{}").status())
                .isEqualTo(200);
    }

    @Test
    void aSessionThatIsOpenedAgainStaysDraining() {
        UUID instanceId = UUID.randomUUID();
        TestWorker worker = new TestWorker(server, namespace, instanceId, TestWorker.workflow("order"));
        post("/api/v1/workers/" + worker.workerId() + "/drain", "{}");
        TestWorker again = new TestWorker(server, namespace, instanceId, TestWorker.workflow("order"));
        assertThat(again.workerId()).isEqualTo(worker.workerId());
        assertThat(get("/api/v1/workers/" + again.workerId()).text("/status")).isEqualTo("DRAINING");
    }

    @Test
    void runsWithoutAVersionDoNotWaitForADrainingWorkersNewerOne() {
        TestWorker newer = worker("{\"name\":\"order\",\"version\":2}");
        TestWorker older = worker(TestWorker.workflow("order"));
        String run = start("order", "");
        assertThat(older.poll(1, "order")).isEmpty();

        post("/api/v1/workers/" + newer.workerId() + "/drain", "{}");
        assertThat(older.poll(1, "order")).extracting(Claim::runId).containsExactly(run);
    }

    @Test
    void anotherNamespacesWorkersAndWorkflowsAreInvisible() {
        TestWorker worker = worker(TestWorker.workflow("order"));
        namespace = server.newNamespace();
        assertThat(get("/api/v1/workers").json().path("items")).isEmpty();
        assertThat(get("/api/v1/workflows").json().path("items")).isEmpty();
        assertThat(get("/api/v1/stats").json().path("items")).isEmpty();
        assertThat(post("/api/v1/workers/" + worker.workerId() + "/drain", "{}").text("/code"))
                .isEqualTo("WORKER_NOT_FOUND");
    }

    @Test
    void theServerSaysWhatItIs() {
        Answer info = get("/api/v1/info");
        assertThat(info.text("/version")).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(info.json().at("/api/from").asInt()).isEqualTo(1);
    }
}
