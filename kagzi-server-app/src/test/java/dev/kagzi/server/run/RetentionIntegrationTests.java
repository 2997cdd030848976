package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.FinishedRunRemover;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
class RetentionIntegrationTests {

    private static final String FAILURE = "{\"type\":\"CardDeclined\",\"message\":\"no\"}";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DatabaseClock clock;

    @Autowired
    FinishedRunRemover remover;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    ServerClient client;

    RunsOverHttp runs;

    @BeforeEach
    void declareWorkflow() {
        runs = new RunsOverHttp(port, jdbc);
        runs.declare("order");
        jdbc.sql("UPDATE kagzi.namespace SET retention_ms = 3600000 WHERE namespace_id = ?")
                .param(runs.namespaceId())
                .update();
    }

    private UUID finished(String members) {
        UUID runId = runs.start(members).runId();
        runs.claim(runId);
        runs.step(runId, "charge", 1, "STEP", "COMPLETED", "");
        runs.complete(runId, "1");
        return runId;
    }

    private void after(Duration time) {
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(time);
            removeAll();
        }
    }

    private void removeAll() {
        while (remover.runOnce() > 0) {
            // As long as there is anything.
            continue;
        }
    }

    @Test
    void removesAFinishedRunWithAllThatBelongsToIt() {
        UUID runId = finished("\"id\":\"order-42\",\"tags\":{\"region\":\"eu\"}");
        assertThat(runs.count("run_tag")).isEqualTo(1);
        after(Duration.ofMinutes(59));
        assertThat(runs.run(runId).status()).isEqualTo(200);
        after(Duration.ofMinutes(61));
        assertThat(runs.run(runId).code()).isEqualTo("RUN_NOT_FOUND");
        for (String table : List.of("run", "step", "run_history", "run_id_claim", "run_tag")) {
            assertThat(runs.count(table)).as(table).isZero();
        }
        RunsOverHttp.Answer again = runs.start("\"id\":\"order-42\"");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.runId()).isNotEqualTo(runId);
    }

    @Test
    void keepsWhatIsNotFinishedHoweverOldItIs() {
        UUID pending = runs.start("").runId();
        UUID delayed = runs.start("\"delay\":\"300d\"").runId();
        UUID running = runs.start("").runId();
        runs.claim(running);
        UUID waiting = runs.start("").runId();
        runs.claim(waiting);
        runs.end(waiting, "WAITING", "due_at = '2090-01-01T00:00:00Z'");
        UUID stuck = runs.start("").runId();
        runs.claim(stuck);
        runs.end(stuck, "NEEDS_ATTENTION", "failure = '" + FAILURE + "'::bytea");
        after(Duration.ofMinutes(200));
        for (UUID kept : List.of(pending, delayed, running, waiting, stuck)) {
            assertThat(runs.run(kept).status()).isEqualTo(200);
        }
    }

    @Test
    void keepsThirtyDaysUnlessToldOtherwise() {
        jdbc.sql("UPDATE kagzi.namespace SET retention_ms = NULL WHERE namespace_id = ?")
                .param(runs.namespaceId())
                .update();
        UUID young = finished("");
        UUID old = finished("");
        finishedEarlier(young, "29 days 23 hours");
        finishedEarlier(old, "30 days 1 hour");
        removeAll();
        assertThat(runs.run(young).status()).isEqualTo(200);
        assertThat(runs.run(old).status()).isEqualTo(404);
    }

    @Test
    void leavesToOthersWhatTheyHaveLocked() {
        UUID locked = finished("");
        UUID free = finished("");
        finishedEarlier(locked, "2 hours");
        finishedEarlier(free, "1 hour 1 minute");
        transactions.executeWithoutResult(status -> {
            jdbc.sql("SELECT FROM kagzi.run WHERE namespace_id = ? AND run_id = ? FOR UPDATE")
                    .params(runs.namespaceId(), locked)
                    .query((row, number) -> number)
                    .list();
            // On a thread of its own, as another server would.
            java.util.concurrent.CompletableFuture.runAsync(this::removeAll).join();
        });
        assertThat(runs.run(free).status()).isEqualTo(404);
        assertThat(runs.run(locked).status()).isEqualTo(200);
        removeAll();
        assertThat(runs.run(locked).status()).isEqualTo(404);
    }

    private void finishedEarlier(UUID runId, String interval) {
        jdbc.sql("UPDATE kagzi.run SET finished_at = finished_at - ?::interval WHERE namespace_id = ? AND run_id = ?")
                .params(interval, runs.namespaceId(), runId)
                .update();
    }

    @Test
    void aNamespaceSaysHowLong() {
        String name = "n" + System.nanoTime();
        Answer created = client.post("/api/v1/namespaces", "{\"name\":\"%s\",\"retention\":\"7d\"}".formatted(name));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("/retention")).isEqualTo("PT168H");
        assertThat(client.get("/api/v1/namespaces/" + name).text("/retention")).isEqualTo("PT168H");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1d", "36501d", "900ms"})
    void aNamespaceCannotKeepRunsForNoTimeOrForEver(String retention) {
        Answer answer = client.post("/api/v1/namespaces", "{\"name\":\"n\",\"retention\":\"%s\"}".formatted(retention));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/retention");
    }
}
