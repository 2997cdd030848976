package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.codes;
import static dev.kagzi.server.lease.TestWorker.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.due.Deadlines;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class CompensationIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Deadlines deadlines;

    @Autowired
    private MeterRegistry meters;

    private String namespace;
    private TestWorker worker;
    private String runId;
    private Claim claim;

    @BeforeEach
    void aRunWithAStepThatCanBeUndone() {
        namespace = server.newNamespace();
        worker = new TestWorker(server, namespace, UUID.randomUUID(), workflow("order"), workflow("ship"));
        runId = post("/api/v1/runs", "{\"workflow\":\"order\",\"input\":{\"n\":1}}")
                .text("/runId");
        claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.compensableCompleted("reserve", 1, "\"r-1\""));
    }

    @Test
    void aFailedRunIsUndoneBeforeItHasFailed() {
        String failed = claim.runFailed("declined");
        worker.reportOk(failed);
        assertThat(codes(worker.report(failed))).containsExactly("repeated");
        Answer ending = run(runId);
        assertThat(ending.text("/status")).isEqualTo("PENDING");
        assertThat(ending.text("/ending")).isEqualTo("FAILED");
        assertThat(ending.text("/failure/message")).isEqualTo("declined");

        Claim undoing = worker.poll(1, "order").get(0);
        assertThat(undoing.json().path("ending").asString()).isEqualTo("FAILED");
        JsonNode step = undoing.json().at("/steps/0");
        assertThat(step.path("completedAt").isMissingNode()).isFalse();
        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));

        Answer ended = run(runId);
        assertThat(ended.text("/status")).isEqualTo("FAILED");
        assertThat(ended.json().has("ending")).isFalse();
        assertThat(ended.json().has("output")).isFalse();
        assertThat(ended.text("/failure/message")).isEqualTo("declined");
        assertThat(get("/api/v1/runs/" + runId + "/steps").text("/items/1/kind"))
                .isEqualTo("COMPENSATION");
    }

    @Test
    void whatWasUndoneCannotBeRetriedButStartedAnew() {
        undoAfterFailure();
        Answer retry = post("/api/v1/runs/" + runId + "/retry", "");
        assertThat(retry.status()).isEqualTo(409);
        assertThat(retry.text("/code")).isEqualTo("COMPENSATED");
        assertThat(post("/api/v1/runs/" + runId + "/restart", "").status()).isEqualTo(201);
    }

    @Test
    void aRestartTakesNothingOverFromARunThatIsUndone() {
        String fromStep = "{\"fromStep\":{\"name\":\"charge\",\"occurrence\":1}}";
        worker.reportOk(claim.stepCompleted("charge", 1, 2, "1"), claim.runFailed("declined"));
        Answer early = post("/api/v1/runs/" + runId + "/restart", fromStep);
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.text("/code")).isEqualTo("COMPENSATED");

        undo("FAILED");
        assertThat(post("/api/v1/runs/" + runId + "/restart", fromStep).text("/code"))
                .isEqualTo("COMPENSATED");
        assertThat(post("/api/v1/runs/" + runId + "/restart", "").status()).isEqualTo(201);
    }

    @Test
    void aRunThatIsBeingUndoneIsSeenAsOpenUntilItIsUndone() throws Exception {
        double before = cancelled();
        cancel("{}");
        CompletableFuture<Answer> result =
                CompletableFuture.supplyAsync(() -> get("/api/v1/runs/" + runId + "/result?wait=30s"));
        assertThat(get("/api/v1/runs/" + runId + "/result").text("/ending")).isEqualTo("CANCELLED");
        Awaitility.await().until(() -> load("pending") == 1);

        Claim undoing = worker.poll(1, "order").get(0);
        Awaitility.await().until(() -> load("running") == 1);
        assertThat(result).isNotDone();
        assertThat(cancelled()).isEqualTo(before);

        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));
        assertThat(result.get().text("/status")).isEqualTo("CANCELLED");
        assertThat(cancelled()).isEqualTo(before + 1);
    }

    private int load(String status) {
        JsonNode items = get("/api/v1/stats").json().path("items");
        assertThat(items.get(0).path("workflow").asString()).isEqualTo("order");
        return items.get(0).path(status).asInt();
    }

    private double cancelled() {
        Counter finished = meters.find("kagzi.server.runs.finished")
                .tags("workflow", "order", "status", "cancelled")
                .counter();
        return finished == null ? 0 : finished.count();
    }

    @Test
    void aRunThatIsCancelledAgainChangesNothingAndItsChildrenNeither() {
        worker.reportOk(claim.childStarted("ship", 1, 2, "1", ""), claim.waiting());
        Claim child = worker.poll(1, "ship").get(0);
        worker.reportOk(child.compensableCompleted("pack", 1, "1"));
        try (TransitionLines lines = new TransitionLines()) {
            cancel("{}");
            assertThat(lines.about(runId)).containsExactly("Run is PENDING");
            assertThat(lines.about(child.runId())).containsExactly("Run is PENDING");
        }
        try (TransitionLines lines = new TransitionLines()) {
            cancel("{}");
            assertThat(lines.about(runId)).isEmpty();
            assertThat(lines.about(child.runId())).isEmpty();
        }
    }

    @Test
    void aCancelLeavesARunAsItIsThatCannotBeUndoneAndForceEndsIt() {
        cancel("{}");
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.report(
                "needsAttention", ",\"failure\":{\"type\":\"HISTORY_MISMATCH\",\"message\":\"differs\"}"));

        Answer again = cancel("{}");
        assertThat(again.text("/status")).isEqualTo("NEEDS_ATTENTION");
        assertThat(again.text("/ending")).isEqualTo("CANCELLED");
        assertThat(cancel("{\"force\":true}").text("/status")).isEqualTo("CANCELLED");
    }

    @Test
    void aRunThatCompletesIsNotUndone() {
        worker.reportOk(claim.runCompleted("7"));
        assertThat(run(runId).text("/status")).isEqualTo("COMPLETED");
    }

    @Test
    void theReportThatMakesItCompensableMayComeWithItsFailure() {
        String other = post("/api/v1/runs", "{\"workflow\":\"order\"}").text("/runId");
        Claim second = worker.poll(1, "order").get(0);
        worker.reportOk(second.compensableCompleted("reserve", 1, "1"), second.runFailed("declined"));
        assertThat(run(other).text("/ending")).isEqualTo("FAILED");
    }

    @Test
    void aCancelEndsTheClaimAtOnceAndTheRunWhenItIsUndone() {
        Answer cancelled = cancel("{\"reason\":\"changed my mind\"}");
        assertThat(cancelled.text("/status")).isEqualTo("PENDING");
        assertThat(cancelled.text("/ending")).isEqualTo("CANCELLED");
        assertThat(codes(worker.report(claim.runCompleted("1")))).containsExactly("LEASE_LOST");
        Answer again = cancel("{}");
        assertThat(again.text("/ending")).isEqualTo("CANCELLED");
        assertThat(again.json().has("already")).isFalse();

        Claim undoing = worker.poll(1, "order").get(0);
        assertThat(undoing.json().path("ending").asString()).isEqualTo("CANCELLED");
        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));

        assertThat(run(runId).text("/status")).isEqualTo("CANCELLED");
        assertThat(cancel("{}").json().path("already").asBoolean()).isTrue();
    }

    @Test
    void aCancelByForceEndsTheRunAtOnce() {
        assertThat(cancel("{\"force\":true}").text("/status")).isEqualTo("CANCELLED");
        assertThat(worker.poll(1, "order")).isEmpty();
    }

    @Test
    void aCancelByForceEndsWhatIsBeingUndone() {
        worker.reportOk(claim.runFailed("declined"));
        Claim undoing = worker.poll(1, "order").get(0);

        assertThat(cancel("{\"force\":true}").text("/status")).isEqualTo("CANCELLED");

        assertThat(codes(worker.report(undoing.compensated("release", 1)))).containsExactly("LEASE_LOST");
        assertThat(run(runId).text("/failure/message")).isEqualTo("declined");
    }

    @Test
    void aRunPastItsDeadlineIsUndoneAndHasNoDeadlineThen() {
        passDeadline();
        Awaitility.await().until(() -> {
            deadlines.enforce();
            return run(runId).json().has("ending");
        });
        assertThat(codes(worker.report(claim.runCompleted("1")))).containsExactly("LEASE_LOST");
        Claim undoing = worker.poll(1, "order").get(0);
        deadlines.enforce();
        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));
        assertThat(run(runId).text("/status")).isEqualTo("FAILED");
        assertThat(run(runId).text("/failure/type")).isEqualTo("RUN_TIMEOUT");
    }

    @Test
    void aCompensationThatFailsIsNamedBesideTheFailure() {
        worker.reportOk(claim.runFailed("declined"));
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.compensationFailed("release", 1, null), undoing.runFailed("no stock"));
        Answer ended = run(runId);
        assertThat(ended.text("/status")).isEqualTo("FAILED");
        assertThat(ended.text("/failure/type")).isEqualTo("Failed");
        assertThat(ended.text("/failure/message")).isEqualTo("declined no stock");
    }

    @Test
    void aCancelledRunWithACompensationThatFailedHasFailed() {
        cancel("{}");
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.compensationFailed("release", 1, null));
        worker.reportOk(undoing.runCompleted("null"));
        Answer ended = run(runId);
        assertThat(ended.text("/status")).isEqualTo("FAILED");
        assertThat(ended.text("/failure/type")).isEqualTo("COMPENSATION_FAILED");
    }

    @Test
    void aCompensationWaitsForItsNextAttempt() {
        worker.reportOk(claim.runFailed("declined"));
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.compensationFailed("release", 1, "100ms"), undoing.waiting());
        Claim again = Awaitility.await()
                .until(() -> worker.poll(1, "order"), found -> !found.isEmpty())
                .get(0);
        assertThat(again.json().path("ending").asString()).isEqualTo("FAILED");
        assertThat(again.json().at("/steps/1/attempts").asInt()).isEqualTo(1);
        worker.reportOk(again.compensated("release", 1), again.runCompleted("null"));
        assertThat(run(runId).text("/status")).isEqualTo("FAILED");
    }

    @Test
    void waitsOfTheRunWakeNobodyAnyMore() {
        worker.reportOk(claim.sleepStarted("long", 1, 2, "1d"), claim.waiting());
        cancel("{}");
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.compensationFailed("release", 1, "1h"), undoing.waiting());
        Answer waiting = run(runId);
        assertThat(waiting.text("/waitingFor/kind")).isEqualTo("RETRY");
        assertThat(waiting.text("/waitingFor/name")).isEqualTo("compensation/release");
        assertThat(waiting.text("/ending")).isEqualTo("CANCELLED");
    }

    @Test
    void aRetryAfterAMismatchGoesOnUndoing() {
        worker.reportOk(claim.runFailed("declined"));
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.report(
                "needsAttention", ",\"failure\":{\"type\":\"HISTORY_MISMATCH\",\"message\":\"differs\"}"));
        assertThat(run(runId).text("/failure/message")).isEqualTo("differs");
        assertThat(post("/api/v1/runs/" + runId + "/retry", "").text("/ending")).isEqualTo("FAILED");
        Claim again = worker.poll(1, "order").get(0);
        assertThat(again.json().path("ending").asString()).isEqualTo("FAILED");
    }

    @Test
    void aParentHearsOfItsChildWhenThatIsUndone() {
        worker.reportOk(claim.childStarted("ship", 1, 2, "1", ""), claim.waiting());
        Claim child = worker.poll(1, "ship").get(0);
        worker.reportOk(child.compensableCompleted("pack", 1, "1"), child.runFailed("lost"));
        assertThat(run(runId).text("/status")).isEqualTo("WAITING");
        Claim undoing = worker.poll(1, "ship").get(0);
        worker.reportOk(undoing.compensated("unpack", 1), undoing.runCompleted("null"));
        Claim woken = Awaitility.await()
                .until(() -> worker.poll(1, "order"), found -> !found.isEmpty())
                .get(0);
        assertThat(woken.json().at("/steps/1/status").asString()).isEqualTo("FAILED");
    }

    @Test
    void childrenOfACancelledRunAreUndoneToo() {
        worker.reportOk(claim.childStarted("ship", 1, 2, "1", ""), claim.waiting());
        Claim child = worker.poll(1, "ship").get(0);
        worker.reportOk(child.compensableCompleted("pack", 1, "1"));
        cancel("{}");
        assertThat(run(child.runId()).text("/ending")).isEqualTo("CANCELLED");
        cancel("{\"force\":true}");
        assertThat(run(child.runId()).text("/status")).isEqualTo("CANCELLED");
    }

    @Test
    void aRestartFromALaterStepCanBeUndone() {
        worker.reportOk(claim.stepCompleted("charge", 1, 2, "1"), claim.runCompleted("1"));
        String copy = post(
                        "/api/v1/runs/" + runId + "/restart", "{\"fromStep\":{\"name\":\"charge\",\"occurrence\":1}}")
                .text("/runId");
        Claim second = worker.poll(1, "order").get(0);
        assertThat(second.runId()).isEqualTo(copy);
        worker.reportOk(second.runFailed("declined"));
        assertThat(run(copy).text("/ending")).isEqualTo("FAILED");
    }

    @Test
    void aRestartFromAStepKnowsTheChangesThatWereMetBeforeIt() {
        worker.reportOk(claim.changed("check", 1, "true"), claim.stepCompleted("check", 1, 2, "1"));
        worker.reportOk(claim.stepCompleted("charge", 1, 3, "1"));
        worker.reportOk(claim.changed("log", 2, "false"), claim.runCompleted("1"));
        post("/api/v1/runs/" + runId + "/restart", "{\"fromStep\":{\"name\":\"charge\",\"occurrence\":1}}");

        JsonNode steps = worker.poll(1, "order").get(0).json().path("steps");
        assertThat(steps.findValuesAsString("name")).containsExactly("reserve", "check", "check");
        assertThat(steps.at("/2/step/branch").asString()).isEqualTo("changes");
        assertThat(steps.at("/2/output/changed").asBoolean()).isTrue();
    }

    @Test
    void anOutcomeOfAChildThatComesWhileARunIsUndoneLeavesItsPauseOpen() {
        worker.reportOk(claim.childStarted("ship", 1, 2, "1", ""));
        Claim child = worker.poll(1, "ship").get(0);
        worker.reportOk(claim.runFailed("declined"));
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.compensationFailed("release", 1, "1h"), undoing.waiting());

        worker.reportOk(child.runCompleted("1"));
        Claim woken = Awaitility.await()
                .until(() -> worker.poll(1, "order"), found -> !found.isEmpty())
                .get(0);
        worker.reportOk(woken.waiting());

        assertThat(run(runId).text("/waitingFor/kind")).isEqualTo("RETRY");
        assertThat(run(runId).json().at("/waitingFor/until").isMissingNode()).isFalse();
        assertThat(jdbc.sql("SELECT due_at IS NOT NULL FROM kagzi.run WHERE run_id = ?::uuid")
                        .param(runId)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "RUNNING", "WAITING", "NEEDS_ATTENTION"})
    void aCancelBeginsToUndoARunInEachStatusAndADeadlineComesTooLate(String status) {
        bringTo(status);
        cancel("{}");
        passDeadline();
        deadlines.enforce();
        undo("CANCELLED");
        assertThat(run(runId).text("/status")).isEqualTo("CANCELLED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "RUNNING", "WAITING", "NEEDS_ATTENTION"})
    void aDeadlineBeginsToUndoARunInEachStatusAndACancelComesTooLate(String status) {
        bringTo(status);
        passDeadline();
        Awaitility.await().until(() -> {
            deadlines.enforce();
            return run(runId).json().has("ending");
        });
        assertThat(cancel("{}").text("/ending")).isEqualTo("FAILED");
        undo("FAILED");
        assertThat(run(runId).text("/failure/type")).isEqualTo("RUN_TIMEOUT");
    }

    @Test
    void aCancelAndTheReportThatMakesARunCompensableAreNeverTornApart() throws Exception {
        for (int i = 0; i < 30; i++) {
            String id = post("/api/v1/runs", "{\"workflow\":\"order\"}").text("/runId");
            Claim held = worker.poll(1, "order").get(0);
            CompletableFuture<Answer> report =
                    CompletableFuture.supplyAsync(() -> worker.report(held.compensableCompleted("reserve", 1, "1")));
            Answer cancelled = post("/api/v1/runs/" + id + "/cancel", "{}");
            boolean recorded = codes(report.get()).contains("ok");
            assertThat(cancelled.json().has("ending")).isEqualTo(recorded);
            assertThat(worker.poll(1, "order")).hasSize(recorded ? 1 : 0);
        }
    }

    private void bringTo(String status) {
        switch (status) {
            case "PENDING" -> worker.reportOk(claim.released());
            case "WAITING" -> worker.reportOk(claim.sleepStarted("long", 1, 2, "1d"), claim.waiting());
            case "NEEDS_ATTENTION" ->
                worker.reportOk(claim.report(
                        "needsAttention", ",\"failure\":{\"type\":\"HISTORY_MISMATCH\",\"message\":\"differs\"}"));
            default -> {}
        }
        assertThat(run(runId).text("/status")).isEqualTo(status);
    }

    private void passDeadline() {
        jdbc.sql("UPDATE kagzi.run SET deadline = clock_timestamp() WHERE run_id = ?::uuid")
                .param(runId)
                .update();
    }

    private void undo(String ending) {
        Claim undoing = worker.poll(1, "order").get(0);
        assertThat(undoing.json().path("ending").asString()).isEqualTo(ending);
        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));
    }

    private void undoAfterFailure() {
        worker.reportOk(claim.runFailed("declined"));
        Claim undoing = worker.poll(1, "order").get(0);
        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));
    }

    private Answer cancel(String body) {
        return post("/api/v1/runs/" + runId + "/cancel", body);
    }

    private Answer run(String id) {
        return get("/api/v1/runs/" + id);
    }

    private Answer get(String path) {
        return server.get(path, "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String body) {
        return server.post(path, body, "Kagzi-Namespace", namespace);
    }
}
