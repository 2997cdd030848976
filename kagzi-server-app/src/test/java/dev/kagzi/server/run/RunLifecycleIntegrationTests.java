package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.run.RunsOverHttp.Answer;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class RunLifecycleIntegrationTests {

    private static final String FAILURE = "{\"type\":\"CardDeclined\",\"message\":\"no\",\"step\":\"charge\"}";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ResultWaiters waiters;

    RunsOverHttp runs;

    @BeforeEach
    void declareWorkflow() {
        runs = new RunsOverHttp(port, jdbc);
        runs.declare("order");
    }

    private Answer act(UUID runId, String action, String body) {
        return runs.post("/api/v1/runs/" + runId + "/" + action, body);
    }

    private String column(UUID runId, String sql) {
        return jdbc.sql("SELECT (" + sql + ")::text FROM kagzi.run WHERE namespace_id = ? AND run_id = ?")
                .params(runs.namespaceId(), runId)
                .query((row, number) -> String.valueOf(row.getString(1)))
                .single();
    }

    private List<String> steps(UUID runId) {
        return jdbc.sql(
                        "SELECT name || ' ' || status FROM kagzi.step WHERE namespace_id = ? AND run_id = ? ORDER BY position")
                .params(runs.namespaceId(), runId)
                .query(String.class)
                .list();
    }

    @Test
    void unknownRunsDoNotExist() {
        UUID unknown = UUID.randomUUID();
        RunsOverHttp neighbour = new RunsOverHttp(port, jdbc);
        neighbour.declare("order");
        UUID foreign = neighbour.start("").runId();
        for (UUID runId : List.of(unknown, foreign)) {
            for (String path : List.of("", "/steps", "/result")) {
                Answer answer = runs.get("/api/v1/runs/" + runId + path);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.code()).isEqualTo("RUN_NOT_FOUND");
            }
            for (String action : List.of("cancel", "retry", "restart")) {
                assertThat(act(runId, action, "{}").code()).isEqualTo("RUN_NOT_FOUND");
            }
        }
    }

    @Test
    void cancelEndsARunningRunAndItsClaimAtOnce() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        Answer answer = act(runId, "cancel", "{\"reason\":\"not needed\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.runStatus()).isEqualTo("CANCELLED");
        assertThat(answer.json().has("already")).isFalse();
        assertThat(answer.json().has("workerId")).isFalse();
        assertThat(column(runId, "lease_token IS NULL AND claim_number = 1 AND claim_ended = 'CANCELLED'"))
                .isEqualTo("true");
        assertThat(runs.history(runId)).last().isEqualTo("RUNNING>CANCELLED by CLIENT not needed");

        Answer again = act(runId, "cancel", "{}");
        assertThat(again.body()).contains("\"already\":true", "\"status\":\"CANCELLED\"");
        assertThat(runs.history(runId)).hasSize(3);
        assertThat(act(runId, "retry", "").code()).isEqualTo("RUN_NOT_RETRYABLE");
    }

    @Test
    void cancelEndsDelayedAndWaitingRuns() {
        UUID delayed = runs.start("\"delay\":\"1h\"").runId();
        assertThat(act(delayed, "cancel", "").runStatus()).isEqualTo("CANCELLED");

        UUID waiting = runs.start("").runId();
        runs.claim(waiting);
        runs.step(waiting, "nap", 1, "SLEEP", "WAITING", "due_at = '2030-01-01T00:00:00Z'");
        runs.end(waiting, "WAITING", "due_at = '2030-01-01T00:00:00Z'");
        assertThat(act(waiting, "cancel", "{}").runStatus()).isEqualTo("CANCELLED");
        assertThat(column(waiting, "claim_ended")).isEqualTo("WAITING");
        assertThat(jdbc.sql("SELECT count(*) FROM kagzi.step WHERE namespace_id = ? AND due_at IS NOT NULL")
                        .param(runs.namespaceId())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void cancelLeavesACompletedRunAsItIs() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        runs.complete(runId, "1.10");
        Answer answer = act(runId, "cancel", "{}");
        assertThat(answer.body()).contains("\"already\":true", "\"status\":\"COMPLETED\"", "\"output\":1.10,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"reason\":\"\\u0000\"}", "{\"reason\":\"\\ud800\"}", "{\"reason\":7}", "{"})
    void badReasonCancelsNothing(String body) {
        UUID runId = runs.start("").runId();
        assertThat(act(runId, "cancel", body).status()).isEqualTo(400);
        assertThat(runs.run(runId).runStatus()).isEqualTo("PENDING");
    }

    @Test
    void retryLetsAFailedRunGoOnAtTheStepThatFailed() {
        UUID runId = runs.start("\"timeout\":\"1h\"").runId();
        runs.claim(runId);
        runs.step(runId, "validate", 1, "STEP", "COMPLETED", "");
        runs.step(runId, "charge", 2, "STEP", "FAILED", "failure = '" + FAILURE + "'::bytea");
        runs.fail(runId, FAILURE);
        String deadline = runs.run(runId).json().path("deadline").asString();

        Answer answer = act(runId, "retry", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.runStatus()).isEqualTo("PENDING");
        assertThat(answer.json().path("attempt").asInt()).isEqualTo(2);
        assertThat(answer.json().has("failure")).isFalse();
        assertThat(answer.json().path("deadline").asString()).isGreaterThan(deadline);
        assertThat(column(runId, "claimable AND steps = 1")).isEqualTo("true");
        assertThat(steps(runId)).containsExactly("validate COMPLETED");
        assertThat(runs.history(runId)).last().isEqualTo("FAILED>PENDING by CLIENT RETRIED");
        assertThat(jdbc.sql("""
                        SELECT convert_from(failure, 'UTF8') FROM kagzi.run_history
                         WHERE namespace_id = ? AND reason = 'RETRIED'
                        """).param(runs.namespaceId()).query(String.class).single())
                .isEqualTo(FAILURE);
        assertThat(act(runId, "retry", "").code()).isEqualTo("RUN_NOT_RETRYABLE");
    }

    @Test
    void retryReadsTheKeyOfTheStep() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        runs.step(
                runId,
                "charge",
                1,
                "STEP",
                "FAILED",
                "failure = '{\"type\":\"A\"}'::bytea, branch = 'items#1/3', occurrence = 2");
        runs.fail(runId, "{\"type\":\"A\",\"step\":\"items#1/3/charge#2\"}");
        assertThat(act(runId, "retry", "").status()).isEqualTo(200);
        assertThat(steps(runId)).isEmpty();
    }

    @Test
    void retryOpensTheStepsOfAllBranchesThatFailedTheRunAndNoOtherFailure() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        String failed = "failure = '{\"type\":\"A\"}'::bytea, branch = ";
        runs.step(runId, "charge", 1, "STEP", "FAILED", failed + "'items#1/0'");
        runs.step(runId, "caught", 2, "STEP", "FAILED", failed + "'items#1/1'");
        runs.step(runId, "pack", 3, "STEP", "FAILED", failed + "'items#1/2/parts#1/0'");
        runs.fail(
                runId, "{\"type\":\"A\",\"step\":\"items#1/0/charge\",\"otherSteps\":[\"items#1/2/parts#1/0/pack\"]}");
        assertThat(runs.run(runId).json().at("/failure/otherSteps/0").asString())
                .isEqualTo("items#1/2/parts#1/0/pack");
        assertThat(act(runId, "retry", "").status()).isEqualTo(200);
        assertThat(steps(runId)).containsExactly("caught FAILED");
    }

    @Test
    void restartBeginsAnewAndTakesTheIdOfAFinishedRun() {
        UUID source = runs.start("\"id\":\"a\",\"input\":{ \"x\":1e400},\"tags\":{\"k\":\"v\"},\"priority\":3")
                .runId();
        UUID beside = act(source, "restart", "").runId();
        assertThat(runs.run(beside).json().has("id")).isFalse();
        assertThat(runs.start("\"id\":\"a\",\"input\":{\"x\":1e400}").runId()).isEqualTo(source);

        act(source, "cancel", "{}");
        Answer answer = act(source, "restart", "{}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).contains("\"input\":{ \"x\":1e400}", "\"k\":\"v\"", "\"priority\":3");
        assertThat(answer.json().path("restartOf").asString()).isEqualTo(source.toString());
        assertThat(runs.start("\"id\":\"a\",\"input\":{\"x\":1e400}").runId()).isEqualTo(answer.runId());
        assertThat(runs.run(source).runStatus()).isEqualTo("CANCELLED");
    }

    @Test
    void restartFromAStepCopiesWhatWasRecordedBeforeIt() {
        UUID source = runs.start("").runId();
        runs.claim(source);
        runs.step(source, "validate", 1, "STEP", "COMPLETED", "output = '1.10'::bytea");
        runs.step(source, "charge", 2, "STEP", "COMPLETED", "");
        runs.step(source, "ship", 3, "STEP", "COMPLETED", "");
        runs.complete(source, "1");
        Answer answer = act(source, "restart", "{\"fromStep\":{\"name\":\"ship\",\"occurrence\":1}}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(steps(answer.runId())).containsExactly("validate COMPLETED", "charge COMPLETED");
        assertThat(column(answer.runId(), "steps")).isEqualTo("2");
        assertThat(steps(source)).hasSize(3);
        assertThat(runs.get("/api/v1/runs/" + answer.runId() + "?include=steps").body())
                .contains("\"output\":1.10");

        int before = runs.count("run");
        assertThat(act(source, "restart", "{\"fromStep\":{\"name\":\"nope\",\"occurrence\":1}}")
                        .code())
                .isEqualTo("STEP_NOT_FOUND");
        assertThat(runs.count("run")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'{\"name\":\"a\\u0000\",\"occurrence\":1}';/fromStep/name",
                "'{\"name\":\"\",\"occurrence\":1}';/fromStep/name",
                "'{\"name\":\"a\",\"occurrence\":0}';/fromStep/occurrence",
                "'{\"name\":\"a\",\"occurrence\":1,\"branch\":\"b\\u0000\"}';/fromStep/branch",
                "'{\"occurrence\":1}';/fromStep/name"
            })
    void restartFromWhatIsNoStepIsAProblem(String step, String pointer) {
        Answer answer = act(runs.start("").runId(), "restart", "{\"fromStep\":" + step + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void restartWithARunIdCanBeRepeated() {
        UUID source = runs.start("").runId();
        String body = "{\"runId\":\"" + UUID.randomUUID() + "\"}";
        assertThat(act(source, "restart", body).status()).isEqualTo(201);
        Answer again = act(source, "restart", body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).contains("\"created\":false");
        assertThat(runs.count("run")).isEqualTo(2);
        assertThat(act(source, "restart", "{\"runId\":\"" + source + "\"}").code())
                .isEqualTo("ID_CONFLICT");
    }

    @Test
    void ofManyRetriesAndCancelsAtOnceEachTransitionHappensOnce() throws Exception {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        runs.fail(runId, FAILURE);
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(() -> act(runId, "retry", "").status());
        }
        assertThat(together(callers)).containsOnlyOnce(200);
        callers.replaceAll(retry -> () -> act(runId, "cancel", "{}").json().has("already") ? 1 : 0);
        assertThat(together(callers)).containsOnlyOnce(0);
        assertThat(runs.history(runId)).hasSize(5);
    }

    private static List<Integer> together(List<Callable<Integer>> callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers.size());
        CountDownLatch go = new CountDownLatch(1);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (Callable<Integer> caller : callers) {
                answers.add(threads.submit(() -> {
                    go.await();
                    return caller.call();
                }));
            }
            go.countDown();
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                results.add(answer.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void waitingRunSaysWhatItWaitsFor() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        assertThat(runs.run(runId).json().has("waitingFor")).isFalse();
        assertThat(runs.run(runId).json().has("workerId")).isTrue();
        runs.step(runId, "nap", 1, "SLEEP", "WAITING", "due_at = '2030-01-01T00:00:00Z'");
        runs.end(runId, "WAITING", "due_at = '2030-01-01T00:00:00Z'");
        assertThat(runs.run(runId).body())
                .contains("\"waitingFor\":{\"kind\":\"SLEEP\",\"name\":\"nap\",\"until\":\"2030-01-01T00:00:00Z\"}");
    }

    @Test
    void listPagesNewestFirst() {
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            started.add(runs.start("\"tags\":{\"n\":\"a,b:c\"}").runId().toString());
        }
        Collections.reverse(started);
        assertThat(pages("&workflow=order")).isEqualTo(started);
    }

    /** Those that are held are found by another index, also where a workflow has no others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';8 7 6 5 4 3 2 1 0",
                "&status=RUNNING;7 4 1",
                "&status=RUNNING,CANCELLED;8 7 5 4 2 1",
                "&status=CANCELLED,PENDING;8 6 5 3 2 0",
                "&status=RUNNING&workflow=order;7 1",
                "&status=RUNNING&workflow=renamed;4",
                "&workflow=renamed;4"
            })
    void listPagesMixRunsThatAreHeldWithOthers(String filter, String expected) {
        List<UUID> started = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            UUID runId = runs.start("").runId();
            started.add(runId);
            if (i % 3 == 1) {
                runs.claim(runId);
            } else if (i % 3 == 2) {
                act(runId, "cancel", "{}");
            }
        }
        jdbc.sql("UPDATE kagzi.run SET workflow = 'renamed' WHERE run_id = ?")
                .param(started.get(4))
                .update();
        assertThat(pages(filter))
                .isEqualTo(Stream.of(expected.split(" "))
                        .map(number -> started.get(Integer.parseInt(number)).toString())
                        .toList());
    }

    /** The runs of a list, two by two. */
    private List<String> pages(String filter) {
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = runs.get("/api/v1/runs?limit=2" + filter + cursor);
            page.json()
                    .path("items")
                    .forEach(run -> listed.add(run.path("runId").asString()));
            String next = page.json().path("nextCursor").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
            if (!cursor.isEmpty()) {
                assertThat(runs.get("/api/v1/runs?limit=2&id=other" + cursor).code())
                        .isEqualTo("INVALID_CURSOR");
            }
        } while (!cursor.isEmpty());
        return listed;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "status=CANCELLED;1",
                "status=CANCELLED,PENDING;3",
                "status=CANCELLED&status=PENDING;3",
                "id=one;1",
                "tag=k:v%2C1;1",
                "tag=k:v%2C1&tag=k:v%2C1;1",
                "tag=k:v%2C1&tag=l:2;0",
                "workflow=unknown;0",
                "createdAfter=2020-01-01T00:00:00Z;3",
                "createdBefore=2020-01-01T00:00:00Z;0"
            })
    void listFilters(String filter, int expected) {
        act(runs.start("\"id\":\"one\"").runId(), "cancel", "{}");
        runs.start("\"tags\":{\"k\":\"v,1\"}");
        runs.start("\"tags\":{\"l\":\"2\"}");
        assertThat(runs.get("/api/v1/runs?" + filter).json().path("items")).hasSize(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=201",
                "?limit=x",
                "?cursor=x",
                "?cursor=%00",
                "?status=DONE",
                "?status=PENDING,",
                "?status=&status=PENDING",
                "?tag=a:1&tag=b:2&tag=a:3",
                "?parent=",
                "?parent=0199d6a4-5c1e-7b63-9a3b-3f6f2f8f1c21&parent=0199d6a4-5c1e-7b63-9a3b-3f6f2f8f1c22",
                "?workflow=order&workflow=other",
                "?id=",
                "?id=a&id=b",
                "?createdAfter=2020-01-01T00:00:00Z&createdAfter=2030-01-01T00:00:00Z",
                "?createdBefore=",
                "?limit=",
                "?tag=x",
                "?tag=a:%00",
                "?id=%00",
                "?workflow=%00",
                "?createdAfter=yesterday",
                "?createdAfter=-999999999-01-01T00:00:00Z"
            })
    void badListRequestIsAProblem(String query) {
        Answer answer = runs.get("/api/v1/runs" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        if (!answer.code().equals("INVALID_CURSOR")) {
            assertThat(answer.json().at("/errors/0/pointer").asString())
                    .isEqualTo(query.substring(1).split("=")[0]);
        }
    }

    @Test
    void aStatusThatDoesNotExistIsAnsweredWithThoseThatDo() {
        Answer answer = runs.get("/api/v1/runs?status=PENDING,NOPE");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asString())
                .contains("'status' has to be one of [", "NEEDS_ATTENTION", "NOPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/result?wait=61s", "/result?wait=30", "/result?wait=-1s", "?include=all", "/steps?cursor=x"})
    void badReadIsAProblem(String path) {
        assertThat(runs.get("/api/v1/runs/" + runs.start("").runId() + path).status())
                .isEqualTo(400);
        assertThat(runs.get("/api/v1/runs/not-a-uuid").status()).isEqualTo(400);
    }

    @Test
    void stepsComeInPagesInCallOrder() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        for (int i = 1; i <= 5; i++) {
            runs.step(runId, "s" + i, i, "STEP", "COMPLETED", "output = '-0.0'::bytea");
        }
        Answer first = runs.get("/api/v1/runs/" + runId + "/steps?limit=3");
        assertThat(first.body()).contains("\"name\":\"s3\"", "\"output\":-0.0").doesNotContain("\"name\":\"s4\"");
        Answer second = runs.get("/api/v1/runs/" + runId + "/steps?limit=3&cursor="
                + first.json().path("nextCursor").asString());
        assertThat(second.body()).contains("\"name\":\"s5\"").doesNotContain("\"name\":\"s3\"", "nextCursor");
    }

    @Test
    void aRunSaysThatItHasMoreStepsThanItShows() {
        UUID runId = runs.start("").runId();
        runs.claim(runId);
        runs.step(runId, "step", 1, "STEP", "COMPLETED", "");
        assertThat(runs.get("/api/v1/runs/" + runId + "?include=steps").json().has("moreSteps"))
                .isFalse();
        jdbc.sql("""
                        INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                               claim_number, finished_at)
                        SELECT ?, ?, '', 'step', n, n, 'STEP', 'COMPLETED', 1, 1, clock_timestamp() FROM generate_series(2, 1001) n
                        """).params(runs.namespaceId(), runId).update();
        JsonNode run = runs.get("/api/v1/runs/" + runId + "?include=steps").json();
        assertThat(run.path("steps")).hasSize(1_000);
        assertThat(run.path("moreSteps").asBoolean()).isTrue();
        assertThat(runs.run(runId).json().has("moreSteps")).isFalse();
    }

    @Test
    void resultAnswersAtOnceWithoutAWait() {
        assertThat(runs.get("/api/v1/runs/" + runs.start("").runId() + "/result")
                        .runStatus())
                .isEqualTo("PENDING");
    }

    @Test
    void resultAnswersWhenTheTimeIsOver() {
        UUID runId = runs.start("").runId();
        assertThat(runs.get("/api/v1/runs/" + runId + "/result?wait=100ms").runStatus())
                .isEqualTo("PENDING");
        assertThat(waiters.isWaitedFor(new RunKey(runs.namespaceId(), runId))).isFalse();
    }

    @Test
    void resultIsWokenByTheChange() throws Exception {
        UUID runId = runs.start("").runId();
        CompletableFuture<Answer> result = waitForResult(runId);
        act(runId, "cancel", "{}");
        assertThat(result.get(20, TimeUnit.SECONDS).runStatus()).isEqualTo("CANCELLED");
    }

    @Test
    void resultIsFoundWithoutASignal() throws Exception {
        UUID runId = runs.start("").runId();
        CompletableFuture<Answer> result = waitForResult(runId);
        runs.claim(runId);
        runs.complete(runId, "{\"a\":1,\"a\":2}");
        assertThat(result.get(20, TimeUnit.SECONDS).body()).contains("\"output\":{\"a\":1,\"a\":2}");
    }

    @Test
    void aRunThatCannotBeReadIsAProblemForThoseWhoWaitForItOnly() throws Exception {
        UUID spoiled = runs.start("").runId();
        UUID good = runs.start("").runId();
        CompletableFuture<Answer> never = waitForResult(spoiled);
        CompletableFuture<Answer> result = waitForResult(good);
        runs.claim(spoiled);
        // The name of its encoding is said to be longer than the whole.
        runs.end(spoiled, "COMPLETED", "finished_at = clock_timestamp(), output = '\\x007f'::bytea");
        assertThat(never.get(20, TimeUnit.SECONDS).code()).isEqualTo("INTERNAL_ERROR");
        runs.claim(good);
        runs.complete(good, "1");
        assertThat(result.get(20, TimeUnit.SECONDS).runStatus()).isEqualTo("COMPLETED");
    }

    @Test
    void waitersAreAnsweredWhenTheServerStops() throws Exception {
        UUID runId = runs.start("").runId();
        CompletableFuture<Answer> result = waitForResult(runId);
        waiters.answerAll();
        try {
            assertThat(result.get(20, TimeUnit.SECONDS).runStatus()).isEqualTo("PENDING");
            assertThat(runs.get("/api/v1/runs/" + runId + "/result?wait=50s").runStatus())
                    .isEqualTo("PENDING");
        } finally {
            waiters.letWait();
        }
    }

    private CompletableFuture<Answer> waitForResult(UUID runId) {
        CompletableFuture<Answer> result =
                CompletableFuture.supplyAsync(() -> runs.get("/api/v1/runs/" + runId + "/result?wait=30s"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> waiters.isWaitedFor(new RunKey(runs.namespaceId(), runId)));
        return result;
    }
}
