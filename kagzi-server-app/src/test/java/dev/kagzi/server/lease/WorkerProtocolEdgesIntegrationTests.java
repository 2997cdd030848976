package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.claims;
import static dev.kagzi.server.lease.TestWorker.codes;
import static dev.kagzi.server.lease.TestWorker.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import dev.kagzi.server.worker.Sessions;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What goes wrong between several workers, late requests and hostile ones. */
@ServerTest
class WorkerProtocolEdgesIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private Leases leases;

    @Autowired
    private Sessions sessions;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    private String namespace;

    @BeforeEach
    void newNamespace() {
        namespace = server.newNamespace();
    }

    @Test
    void workerThatKnowsTheOldNameAloneGetsItsRunsUnderThatName() {
        TestWorker old = worker(workflow("old-order"));
        worker("{\"name\":\"order\",\"version\":1,\"aliases\":[\"old-order\"]}");
        start("order");
        start("old-order");

        assertThat(claims(old.poll(1, 5, "0s", 1, "old-order")))
                .hasSize(2)
                .extracting(claim -> claim.json().path("workflow").asString())
                .containsOnly("old-order");
        assertThat(claims(old.poll(1, 5, "0s", 1, "old-order")))
                .extracting(claim -> claim.json().path("workflow").asString())
                .containsOnly("old-order");
    }

    @Test
    void pollThatCannotTakeTheVersionDoesNotUseUpTheSignal() throws Exception {
        TestWorker one = worker("{\"name\":\"order\",\"version\":1}");
        TestWorker two = worker("{\"name\":\"order\",\"version\":2}");
        CompletableFuture<Answer> first = waiting(one, 1, 1);
        CompletableFuture<Answer> second = waiting(two, 1, 2);

        String runId = start("order");

        assertThat(claims(second.get(5, TimeUnit.SECONDS)))
                .extracting(Claim::runId)
                .containsExactly(runId);
        assertThat(first).isNotDone();
        one.close();
    }

    @Test
    void lateOlderPollLeavesTheNewerOneOpen() throws Exception {
        TestWorker worker = worker(workflow("order"));
        CompletableFuture<Answer> newer = waiting(worker, 7, 1);

        assertThat(claims(worker.poll(6, 5, "0s", 1, "order"))).isEmpty();

        String runId = start("order");
        assertThat(claims(newer.get(5, TimeUnit.SECONDS)))
                .extracting(Claim::runId)
                .containsExactly(runId);
    }

    /** Its first answer has arrived, or the worker would not have gone on to the next poll. */
    @Test
    void pollThatComesAgainTooLateTakesNothingBack() throws Exception {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(5, "order").get(0);
        CompletableFuture<Answer> again;
        CompletableFuture<Answer> newer;
        try (Connection blocker = dataSource.getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement()
                    .execute("SELECT FROM kagzi.worker WHERE worker_id = '" + worker.workerId() + "' FOR UPDATE");
            again = blocked(() -> worker.poll(1, 5, "0s", 1, "order"), 1);
            newer = blocked(() -> worker.poll(2, 0, "0s", 1, "order"), 2);
            blocker.rollback();
        }
        assertThat(claims(again.get(5, TimeUnit.SECONDS))).isEmpty();
        assertThat(claims(newer.get(5, TimeUnit.SECONDS))).isEmpty();

        worker.reportOk(claim.runCompleted("1"));
    }

    @Test
    void waitThatEndsWhileAClaimIsMadeBringsItsRun() throws Exception {
        TestWorker worker = worker(workflow("order"));
        CompletableFuture<Answer> poll = waiting(worker, 1, 1, "500ms");
        String runId;
        try (Connection blocker = dataSource.getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement()
                    .execute("SELECT FROM kagzi.worker WHERE worker_id = '" + worker.workerId() + "' FOR UPDATE");

            runId = start("order");

            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> poll.get(1, TimeUnit.SECONDS));
            blocker.rollback();
        }
        assertThat(claims(poll.get(5, TimeUnit.SECONDS)))
                .extracting(Claim::runId)
                .containsExactly(runId);
    }

    @Test
    void runThatADeadWorkersPollTookGoesToAnotherLongBeforeALeaseIsOver() throws Exception {
        TestWorker dead = worker(workflow("order")).confirming();
        CompletableFuture<Answer> first = waiting(dead, 1, 1);
        TestWorker alive = worker(workflow("order"));
        CompletableFuture<Answer> second = waiting(alive, 1, 1);

        String runId = start("order");

        assertThat(leaseFor(claims(first.get(5, TimeUnit.SECONDS)).get(0)))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        Claim taken = claims(second.get(15, TimeUnit.SECONDS)).get(0);
        assertThat(taken.runId()).isEqualTo(runId);
        assertThat(taken.json().path("claim").asLong()).isEqualTo(2);
        // This one does not say that it renews early, and may take its time.
        assertThat(leaseFor(taken)).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void renewalConfirmsAShortLeaseForAWholeOne() throws Exception {
        TestWorker worker = worker(workflow("order")).confirming();
        CompletableFuture<Answer> poll = waiting(worker, 1, 1);
        String runId = start("order");
        poll.get(5, TimeUnit.SECONDS);
        assertThat(leaseLeft(runId)).isLessThanOrEqualTo(5);

        worker.renew(1, runId);

        assertThat(leaseLeft(runId)).isGreaterThan(20);
    }

    @Test
    void workerThatIsThereWhenItPollsGetsAWholeLease() {
        TestWorker worker = worker(workflow("order")).confirming();
        start("order");

        assertThat(leaseFor(worker.poll(1, "order").get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    /** The lease begins when the row has been read; what a worker counts on is what there is without the wait for that. */
    @Test
    void noWorkerCountsOnTimeThatItsPollHasWaitedForItsSession() throws Exception {
        TestWorker worker = worker(workflow("order"));
        start("order");
        CompletableFuture<Answer> poll;
        try (Connection blocker = dataSource.getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement()
                    .execute("SELECT FROM kagzi.worker WHERE worker_id = '" + worker.workerId() + "' FOR UPDATE");
            poll = blocked(() -> worker.poll(1, 5, "0s", 1, "order"), 1);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> poll.get(1, TimeUnit.SECONDS));
            blocker.rollback();
        }
        assertThat(leaseFor(claims(poll.get(5, TimeUnit.SECONDS)).get(0)))
                .isBetween(Duration.ofSeconds(30), Duration.ofMillis(30_500));
    }

    private static Duration leaseFor(Claim claim) {
        return Duration.parse(claim.json().path("leaseFor").asString());
    }

    private double leaseLeft(String runId) {
        return jdbc.sql("""
                        SELECT extract(epoch FROM lease_expires_at - clock_timestamp())::float8
                          FROM kagzi.run WHERE run_id = ?::uuid
                        """).param(runId).query(Double.class).single();
    }

    @Test
    void requestsOfAnotherNamespaceDoNotTouchAPoll() throws Exception {
        TestWorker worker = worker(workflow("order"));
        CompletableFuture<Answer> poll = waiting(worker, 1, 1);
        String sessions = "/api/v1/worker/sessions/" + worker.workerId();

        server.post(sessions + "/poll", "{\"requestId\":9,\"free\":1,\"wait\":\"0s\",\"workflows\":[]}");
        server.send("DELETE", sessions, java.net.http.HttpRequest.BodyPublishers.noBody());

        String runId = start("order");
        assertThat(claims(poll.get(5, TimeUnit.SECONDS)))
                .extracting(Claim::runId)
                .containsExactly(runId);
    }

    @Test
    void pollAfterAnExpiryBringsTheRunAndNoWordOfTheOldClaim() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        worker.poll(1, "order");

        Answer answer;
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofSeconds(31));
            leases.expire(false);
            answer = worker.poll(2, 1, "5s", 1, "order");
        }

        assertThat(claims(answer)).extracting(Claim::runId).containsExactly(runId);
        assertThat(answer.json().at("/cancel")).isEmpty();
    }

    @Test
    void failureWithHalfACharacterIsKept() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);

        worker.reportOk(
                claim.report("runFailed", ",\"failure\":{\"type\":\"a.B\",\"message\":\"cut \\ud83d\\u0000\"}"));

        assertThat(run(runId).status()).isEqualTo(200);
        assertThat(run(runId).text("/status")).isEqualTo("FAILED");
        assertThat(run(runId).text("/failure/message")).startsWith("cut ");
    }

    @Test
    void branchThatCannotBeStoredIsRefused() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);

        for (String branch : List.of("\\ud83d", "a\\u0000b", "a\\nb", "分".repeat(700))) {
            assertThat(codes(worker.report(claim.report(
                            "stepCompleted",
                            ",\"step\":{\"branch\":\"%s\",\"name\":\"a\",\"occurrence\":1},\"position\":1,\"kind\":\"STEP\",\"output\":1,\"attempts\":1"
                                    .formatted(branch)))))
                    .containsExactly("INVALID_REPORT");
        }
        worker.reportOk(claim.runCompleted("1"));
    }

    @Test
    void placesThatCannotBeStoredAreBadCursors() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        worker.poll(1, "order");

        assertThat(worker.steps(runId, "1:%00").text("/code")).isEqualTo("INVALID_CURSOR");
        String fingerprint = Integer.toHexString("namespaces".hashCode());
        String cursor = Base64.getUrlEncoder().encodeToString((fingerprint + "\n\0").getBytes(StandardCharsets.UTF_8));
        assertThat(server.get("/api/v1/namespaces?cursor=" + cursor).text("/code"))
                .isEqualTo("INVALID_CURSOR");
    }

    @Test
    void endOfARunClosesAWaitOfTheSameRequest() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);

        worker.reportOk(
                claim.sleepStarted("nap", 1, 1, "1h"),
                claim.report("runFailed", ",\"failure\":{\"type\":\"a.B\",\"message\":\"no\"}"));

        assertThat(jdbc.sql("SELECT count(*) FROM kagzi.step WHERE run_id = ?::uuid AND due_at IS NOT NULL")
                        .param(runId)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void runThatPausesAfterCrashesWaitsForAWorker() {
        String runId;
        try (TestClock moved = new TestClock(clock)) {
            worker(workflow("order"));
            runId = start("order");
            // The reaper of the background may come first, and takes the jump of the clock for a time without servers.
            for (int crash = 1;
                    crash <= 9 && run(runId).text("/waitingFor/until").isEmpty();
                    crash++) {
                worker(workflow("order")).poll(1, "order");
                moved.advance(Duration.ofSeconds(31));
                leases.expire(true);
            }
        }
        assertThat(run(runId).text("/status")).isEqualTo("PENDING");
        assertThat(run(runId).text("/waitingFor/kind")).isEqualTo("WORKER");
        assertThat(run(runId).text("/waitingFor/until")).isNotEmpty();
    }

    @Test
    void closedSessionsLeaveNoRowAndForgottenOnesGoUnlessTheyHoldRuns() {
        TestWorker holding = worker(workflow("order"));
        start("order");
        Claim claim = holding.poll(1, "order").get(0);
        TestWorker forgotten = worker(workflow("order"));
        worker(workflow("order")).close();
        assertThat(workers()).containsExactlyInAnyOrder(holding.workerId(), forgotten.workerId());

        try (TestClock moved = new TestClock(clock)) {
            sessions.removeForgotten();
            assertThat(workers()).hasSize(2);
            moved.advance(Duration.ofDays(8));
            sessions.removeForgotten();
            assertThat(workers()).containsExactly(holding.workerId());
            leases.expire(true);
            assertThat(run(claim.runId()).text("/status")).isEqualTo("PENDING");
            sessions.removeForgotten();
            assertThat(workers()).isEmpty();
        }
    }

    @Test
    void pagesOfStepsEndAtEightMebibytes() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);
        String large = "\"" + "x".repeat(1_000_000) + "\"";
        for (int i = 1; i <= 10; i++) {
            worker.reportOk(claim.stepCompleted("a", i, i, large));
        }

        Answer first = run(runId + "/steps");
        assertThat(first.json().at("/items")).hasSize(8);
        Answer second = run(runId + "/steps?cursor=" + first.text("/nextCursor"));
        assertThat(second.json().at("/items")).hasSize(2);
        assertThat(second.json().has("nextCursor")).isFalse();
        assertThat(run(runId + "?include=steps").json().at("/steps")).hasSize(8);
    }

    private List<String> workers() {
        return jdbc.sql("""
                        SELECT worker_id::text FROM kagzi.worker w JOIN kagzi.namespace n USING (namespace_id) WHERE n.name = ?
                        """).param(namespace).query(String.class).list();
    }

    private TestWorker worker(String... definitions) {
        return new TestWorker(server, namespace, definitions);
    }

    /** A poll for 'order' that is known to wait. */
    private CompletableFuture<Answer> waiting(TestWorker worker, long number, int version) {
        return waiting(worker, number, version, "30s");
    }

    private CompletableFuture<Answer> waiting(TestWorker worker, long number, int version, String wait) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        new Thread(() -> answer.complete(worker.poll(number, 5, wait, version, "order"))).start();
        Awaitility.await()
                .until(() -> jdbc.sql("SELECT request_id FROM kagzi.worker WHERE worker_id = ?::uuid")
                                .param(worker.workerId())
                                .query(Long.class)
                                .single()
                        == number);
        return answer;
    }

    /** A poll that is known to wait for a lock, as so many do now. */
    private CompletableFuture<Answer> blocked(Supplier<Answer> poll, int waiting) {
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(poll);
        Awaitility.await()
                .until(() -> jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND wait_event_type = 'Lock'")
                                .query(Integer.class)
                                .single()
                        == waiting);
        return answer;
    }

    private String start(String workflow) {
        Answer answer =
                server.post("/api/v1/runs", "{\"workflow\":\"%s\"}".formatted(workflow), "Kagzi-Namespace", namespace);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    private Answer run(String path) {
        return server.get("/api/v1/runs/" + path, "Kagzi-Namespace", namespace);
    }
}
