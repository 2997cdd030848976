package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** New runs go to workers that wait for them in the transaction that stores them. */
@ServerTest
class HandOverIntegrationTests {

    /** A poll may just be looking when the run comes: then it is claimed the usual way. */
    private static final int TRIES = 50;

    private final ExecutorService background = Executors.newCachedThreadPool();

    @Autowired
    private ServerClient server;

    @Autowired
    private Polls polls;

    @Autowired
    private JdbcClient jdbc;

    private String namespace;

    @BeforeEach
    void newNamespace() {
        namespace = server.newNamespace();
    }

    @AfterEach
    void endBackground() {
        background.shutdownNow();
    }

    @Test
    void runIsStoredUnderItsFirstClaim() throws Exception {
        TestWorker worker = worker();
        List<Boolean> inOneTransaction = new ArrayList<>();
        for (int i = 0; i < TRIES && !inOneTransaction.contains(true); i++) {
            Future<Answer> waiting = poll(worker, 5);
            String runId = start(",\"id\":\"id-%d\",\"tags\":{\"a\":\"b\"}".formatted(i))
                    .text("/runId");

            JsonNode runs = waiting.get(10, TimeUnit.SECONDS).json().path("runs");
            assertThat(runs.size()).isEqualTo(1);
            JsonNode run = runs.get(0);
            assertThat(run.path("runId").asString()).isEqualTo(runId);
            assertThat(run.path("claim").asInt()).isEqualTo(1);
            assertThat(run.path("version").asInt()).isEqualTo(1);
            assertThat(run.path("id").asString()).isEqualTo("id-" + i);
            assertThat(run.at("/tags/a").asString()).isEqualTo("b");
            assertThat(run.at("/input/n").asInt()).isEqualTo(1);
            inOneTransaction.add(isHandedOver(runId));
            worker.reportOk(new Claim(run).report("runCompleted", ",\"output\":1"));
        }
        assertThat(inOneTransaction).contains(true);
    }

    @Test
    void oneBatchFillsThePlacesAndTheRestWaitsInLine() throws Exception {
        TestWorker worker = worker();
        int handedOver = 0;
        for (int i = 0; i < TRIES && handedOver == 0; i++) {
            Future<Answer> waiting = poll(worker, 2);
            batch("{'workflow':'order'}", "{'workflow':'order'}", "{'workflow':'order'}");
            JsonNode runs = waiting.get(10, TimeUnit.SECONDS).json().path("runs");

            assertThat(runs.size()).isBetween(1, 2);
            for (JsonNode claimed : runs) {
                handedOver += isHandedOver(claimed.path("runId").asString()) ? 1 : 0;
            }
            assertThat(runs.size() + worker.poll(10, "order").size()).isEqualTo(3);
        }
        assertThat(handedOver).isPositive();
    }

    @Test
    void placesGoToTheFirstInLine() throws Exception {
        TestWorker worker = worker();
        boolean handedOver = false;
        for (int i = 0; i < TRIES && !handedOver; i++) {
            Future<Answer> waiting = poll(worker, 1);
            Answer started = batch(
                    "{'workflow':'order'}", "{'workflow':'order','priority':5}", "{'workflow':'order','priority':3}");
            String first = waiting.get(10, TimeUnit.SECONDS).text("/runs/0/runId");
            List<String> rest =
                    worker.poll(10, "order").stream().map(Claim::runId).toList();
            handedOver = isHandedOver(first) && areStoredTogether(started);

            if (handedOver) {
                assertThat(first).isEqualTo(started.text("/results/1/run/runId"));
                assertThat(rest)
                        .containsExactly(started.text("/results/2/run/runId"), started.text("/results/0/run/runId"));
            }
        }
        assertThat(handedOver).isTrue();
    }

    @Test
    void answerEndsAtItsBound() throws Exception {
        TestWorker worker = worker();
        String large = "{'workflow':'order','input':'%s'}".formatted("x".repeat(900_000));
        int handedOver = 0;
        for (int i = 0; i < TRIES && handedOver < 2; i++) {
            handedOver = 0;
            Future<Answer> waiting = poll(worker, 20);
            batch(Collections.nCopies(9, large).toArray(String[]::new));
            JsonNode runs = waiting.get(10, TimeUnit.SECONDS).json().path("runs");

            assertThat(runs.size()).isBetween(1, ClaimRepository.MAX_INPUT_BYTES / 900_000);
            for (JsonNode claimed : runs) {
                handedOver += isHandedOver(claimed.path("runId").asString()) ? 1 : 0;
            }
            int rest = 9 - runs.size();
            while (rest > 0) {
                rest -= worker.poll(20, "order").size();
            }
            assertThat(rest).isZero();
        }
        assertThat(handedOver).isGreaterThan(1);
    }

    @Test
    void runsThatAreNotDueOrOfOthersOrLimitedAreNot() throws Exception {
        TestWorker worker = new TestWorker(
                server,
                namespace,
                TestWorker.workflow("order"),
                "{\"name\":\"limited\",\"version\":1,\"limits\":{\"concurrency\":5}}");
        worker();
        Future<Answer> waiting = poll(worker, 5);
        String later = start(",\"delay\":\"1h\"").text("/runId");
        String otherVersion = start(",\"version\":7").text("/runId");

        assertThat(statusOf(later)).isEqualTo("PENDING");
        assertThat(statusOf(otherVersion)).isEqualTo("PENDING");
        assertThat(waiting.isDone()).isFalse();
        String limited = server.post("/api/v1/runs", "{\"workflow\":\"limited\"}", "Kagzi-Namespace", namespace)
                .text("/runId");
        worker.poll(2, 0, "0s", 1, "order");
        waiting.get(10, TimeUnit.SECONDS);
        assertThat(isHandedOver(limited)).isFalse();
    }

    @Test
    void workerThatDrainsGetsNone() throws Exception {
        TestWorker worker = worker();
        Future<Answer> waiting = poll(worker, 5);
        jdbc.sql("UPDATE kagzi.worker SET draining = true WHERE worker_id = :worker")
                .param("worker", UUID.fromString(worker.workerId()))
                .update();
        String runId = start("").text("/runId");

        assertThat(statusOf(runId)).isEqualTo("PENDING");
        worker.poll(2, 0, "0s", 1, "order");
        assertThat(waiting.get(10, TimeUnit.SECONDS).json().path("runs").size()).isZero();
        assertThat(statusOf(runId)).isEqualTo("PENDING");
    }

    private TestWorker worker() {
        return new TestWorker(server, namespace, TestWorker.workflow("order"));
    }

    private Answer start(String members) {
        Answer answer = server.post(
                "/api/v1/runs",
                "{\"workflow\":\"order\",\"input\":{\"n\":1}%s}".formatted(members),
                "Kagzi-Namespace",
                namespace);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private Answer batch(String... runs) {
        Answer answer = server.post(
                "/api/v1/runs/batch",
                "{'runs':[%s]}".formatted(String.join(",", runs)).replace('\'', '"'),
                "Kagzi-Namespace",
                namespace);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /** A poll that is open when this returns. */
    private Future<Answer> poll(TestWorker worker, int free) {
        long number = worker.newestRequest() + 1;
        int before = polls.open();
        Callable<Answer> poll = () -> worker.poll(number, free, "30s", 1, "order", "limited");
        Future<Answer> waiting = background.submit(poll);
        while (polls.open() == before && !waiting.isDone()) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    private String statusOf(String runId) {
        return server.get("/api/v1/runs/" + runId, "Kagzi-Namespace", namespace).text("/status");
    }

    /** The runs of a batch need not share a transaction. */
    private boolean areStoredTogether(Answer batch) {
        List<UUID> runIds = new ArrayList<>();
        batch.json()
                .path("results")
                .forEach(result ->
                        runIds.add(UUID.fromString(result.at("/run/runId").asString())));
        return jdbc.sql(
                        "SELECT count(DISTINCT xmin::text) = 1 FROM kagzi.run_history WHERE run_id IN (:runs) AND seq = 1")
                .param("runs", runIds)
                .query(Boolean.class)
                .single();
    }

    /** Whether the first two rows of its history were written by one transaction. */
    private boolean isHandedOver(String runId) {
        return jdbc.sql("""
                        SELECT count(*) = 2 AND count(DISTINCT xmin::text) = 1 FROM kagzi.run_history
                        WHERE run_id = :run AND seq <= 2
                        """)
                .param("run", UUID.fromString(runId))
                .query(Boolean.class)
                .single();
    }
}
