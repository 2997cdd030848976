package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import dev.kagzi.server.test.Statements;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** A server whose workers wait asks the database five times a second at most. */
@ServerTest
@Import(Statements.Noting.class)
@DirtiesContext
class IdleServerIntegrationTests {

    /** The watch looks twice a second. */
    private static final int LOOKS = 8;

    private static final double MOST_BY_LOOK = 2.5;

    private final ExecutorService background = Executors.newCachedThreadPool();

    @Autowired
    private ServerClient server;

    @Autowired
    private Statements statements;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void endBackground() {
        background.shutdownNow();
    }

    @Test
    void itAsksForAllThatIsDueAtOnce() {
        TestWorker worker = new TestWorker(server, server.newNamespace(), TestWorker.workflow("order"));
        assertThat(worker.poll(5, "order")).isEmpty();
        Future<Answer> waiting = background.submit(() -> worker.poll(2, 5, "60s", 1, "order"));
        // By then nobody has anything to do that the tests before have left.
        await().until(() -> looks() >= LOOKS);
        statements.clear();

        await().until(() -> looks() >= LOOKS);

        List<String> made = statements.byThreads("kagzi-").stream()
                // It counts four times a minute, so that it may have done so just now.
                .filter(statement -> !statement.thread().equals("kagzi-load"))
                .map(statement -> statement.thread() + ": " + statement.sql())
                .toList();
        assertThat(made).hasSizeLessThanOrEqualTo((int) (LOOKS * MOST_BY_LOOK));
        assertThat(waiting).isNotDone();
    }

    @Test
    void whenItCannotAskForAllAtOnceEachLooksForItself() {
        String namespace = server.newNamespace();
        new TestWorker(server, namespace, TestWorker.workflow("order"));
        jdbc.sql("ALTER TABLE kagzi.bulk_job RENAME TO not_there").update();
        try {
            String run = server.post(
                            "/api/v1/runs", "{\"workflow\":\"order\",\"timeout\":\"1s\"}", "Kagzi-Namespace", namespace)
                    .text("/runId");
            await().atMost(Duration.ofSeconds(4))
                    .until(() -> server.get("/api/v1/runs/" + run, "Kagzi-Namespace", namespace)
                            .text("/status")
                            .equals("FAILED"));
        } finally {
            jdbc.sql("ALTER TABLE kagzi.not_there RENAME TO bulk_job").update();
        }
    }

    private int looks() {
        return statements.byThreads("kagzi-work").size();
    }
}
