package dev.kagzi.server.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.IdempotencyKeyRemover;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class IdempotencyIntegrationTests {

    private static final String RUNS = "/api/v1/runs";
    private static final String START = "{\"workflow\":\"order\",\"input\":1}";

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private IdempotencyKeyRemover remover;

    private final String key = UUID.randomUUID().toString();
    private String namespace = "";

    @BeforeEach
    void declareWorkflow() {
        namespace = server.newNamespace();
        server.post("/api/v1/worker/sessions", """
                {"instanceId":"%s","application":"test","workflows":[{"name":"order","version":1}]}
                """.formatted(UUID.randomUUID()), "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String json) {
        return post(path, json, key);
    }

    private Answer post(String path, String json, String withKey) {
        return server.post(path, json, "Kagzi-Namespace", namespace, "Idempotency-Key", withKey);
    }

    private int runs() {
        return server.get(RUNS, "Kagzi-Namespace", namespace)
                .json()
                .path("items")
                .size();
    }

    /** As if the server had died between the effect of the request and its answer. */
    private void loseTheAnswer() {
        int lost = jdbc.sql("""
                        UPDATE kagzi.idempotency SET status = NULL, body = NULL, began_at = began_at - interval '2 minutes'
                         WHERE key = ?
                        """).param(key).update();
        assertThat(lost).isEqualTo(1);
    }

    @Test
    void aRepeatGetsTheSameAnswer() {
        Answer first = post(RUNS, START);
        Answer second = post(RUNS, START);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location"))
                .isEqualTo(first.header("Location"))
                .isNotEmpty();
        assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        Answer first = post(RUNS, START);
        assertThat(post(RUNS, "{\"workflow\":\"order\",\"input\":2}").text("/code"))
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(post(RUNS + "/" + first.text("/runId") + "/cancel", "{}").status())
                .isEqualTo(422);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void keysOfDifferentNamespacesHaveNothingInCommon() {
        post(RUNS, START);
        namespace = server.newNamespace();
        declareWorkflow();
        assertThat(post(RUNS, START).status()).isEqualTo(201);
        assertThat(runs()).isEqualTo(1);
    }

    private String failedRun() {
        String runId = post(RUNS, START, "start").text("/runId");
        jdbc.sql("""
                        UPDATE kagzi.run SET status = 'FAILED', claimable = false, finished_at = clock_timestamp(),
                               failure = '{"type":"a","message":"b"}'::bytea WHERE run_id = ?
                        """).param(UUID.fromString(runId)).update();
        return runId;
    }

    @Test
    void aRetryIsMadeOnce() {
        String runId = failedRun();
        Answer first = post(RUNS + "/" + runId + "/retry", "");
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(post(RUNS + "/" + runId + "/retry", "").body()).isEqualTo(first.body());
        assertThat(post(RUNS + "/" + runId + "/retry", "", "again").status()).isEqualTo(409);
    }

    @Test
    void aStartWhoseAnswerWasLostFindsItsRun() {
        Answer first = post(RUNS, START);
        loseTheAnswer();
        Answer second = post(RUNS, START);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("/runId")).isEqualTo(first.text("/runId"));
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void aBatchWhoseAnswerWasLostFindsItsRuns() {
        String batch = "{\"runs\":[" + START + "," + START + "," + START + "]}";
        Answer first = post(RUNS + "/batch", batch);
        loseTheAnswer();
        Answer second = post(RUNS + "/batch", batch);
        assertThat(second.json().findValuesAsString("runId"))
                .isEqualTo(first.json().findValuesAsString("runId"))
                .doesNotHaveDuplicates()
                .hasSize(3)
                .allMatch(id -> UUID.fromString(id).version() == 7
                        && UUID.fromString(id).variant() == 2);
        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void aRestartWhoseAnswerWasLostFindsItsRun() {
        String runId = post(RUNS, START, "start").text("/runId");
        Answer first = post(RUNS + "/" + runId + "/restart", "{}");
        loseTheAnswer();
        assertThat(post(RUNS + "/" + runId + "/restart", "{}").text("/runId")).isEqualTo(first.text("/runId"));
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void aNamespaceWhoseAnswerWasLostIsFound() {
        String namespaces = "/api/v1/namespaces";
        String request = "{\"name\":\"n-%s\"}".formatted(key);
        Answer first = post(namespaces, request);
        loseTheAnswer();
        Answer second = post(namespaces, request);
        assertThat(second.status()).as(second.body()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(post(namespaces, request, "another").text("/code")).isEqualTo("NAMESPACE_EXISTS");
    }

    @Test
    void aRepeatThatIsRefusedDoesNotFreeTheKey() {
        String runId = failedRun();
        post(RUNS + "/" + runId + "/retry", "");
        loseTheAnswer();
        assertThat(post(RUNS + "/" + runId + "/retry", "").status()).isEqualTo(409);
        assertThat(post(RUNS, START).text("/code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(post(RUNS + "/" + runId + "/retry", "").status()).isEqualTo(409);
    }

    @Test
    void aRequestThatIsBeingAnsweredIsNotExecutedTwice() {
        post(RUNS, START);
        jdbc.sql("UPDATE kagzi.idempotency SET status = NULL, body = NULL WHERE key = ?")
                .param(key)
                .update();
        Answer second = post(RUNS, START);
        assertThat(second.text("/code")).isEqualTo("IDEMPOTENCY_KEY_IN_USE");
        assertThat(second.header("Retry-After")).isNotEmpty();
    }

    @Test
    void manyAtOnceMakeOneRun() {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> post(RUNS, START)));
        }
        assertThat(answers).extracting(answer -> answer.join().status()).allMatch(List.of(201, 409)::contains);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void aRequestThatWasRefusedMayBeCorrected() {
        assertThat(post(RUNS, "{\"workflow\":\"nothing\"}").status()).isEqualTo(404);
        assertThat(post(RUNS, "{\"workflow\"").status()).isEqualTo(400);
        assertThat(post(RUNS, START).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "LONG"})
    void aKeyThatIsNoneIsRefused(String wrong) {
        Answer answer = post(RUNS, START, wrong.equals("LONG") ? "x".repeat(256) : wrong);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("Idempotency-Key");
        assertThat(runs()).isZero();
    }

    @Test
    void anUnknownNamespaceIsAProblem() {
        namespace = "nowhere";
        assertThat(post(RUNS, START).text("/code")).isEqualTo("NAMESPACE_UNKNOWN");
    }

    @Test
    void keysAreForgottenAfterADay() {
        post(RUNS, START);
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofHours(23));
            remover.runOnce();
            assertThat(post(RUNS, START).status()).isEqualTo(201);
            assertThat(runs()).isEqualTo(1);
            moved.advance(Duration.ofHours(2));
            remover.runOnce();
            post(RUNS, START);
            assertThat(runs()).isEqualTo(2);
        }
    }
}
