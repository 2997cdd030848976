package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.maintenance.DrainTeller;
import dev.kagzi.server.maintenance.WorkWatch;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.TestDatabase;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two servers with one database: what is asked of the one concerns a worker that polls at the other. */
class TwoServersIntegrationTests {

    private final String url = TestDatabase.newUrl();
    private ConfigurableApplicationContext first;
    private ConfigurableApplicationContext second;

    private void start(String argument) {
        first = server(argument);
        second = server(argument);
    }

    private ConfigurableApplicationContext server(String argument) {
        return new SpringApplicationBuilder(KagziServerApplication.class, ServerClient.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=postgres",
                        argument);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private void drainAtTheOtherServer() throws Exception {
        ServerClient here = first.getBean(ServerClient.class);
        ServerClient there = second.getBean(ServerClient.class);
        TestWorker worker = new TestWorker(here, "default", UUID.randomUUID(), TestWorker.workflow("order"));
        Polls polls = first.getBean(Polls.class);
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> worker.poll(1, 5, "50s", 1, "order"));
        Awaitility.await().until(() -> polls.open() == 1);

        assertThat(there.post("/api/v1/workers/" + worker.workerId() + "/drain", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(waiting.get(20, TimeUnit.SECONDS).json().path("drain").asBoolean())
                .isTrue();
        assertThat(here.post("/api/v1/runs", "{\"workflow\":\"order\"}").status())
                .isEqualTo(201);
        assertThat(worker.poll(1, "order")).isEmpty();
    }

    /** Its number is the next one where it is repeated, and nothing has told that server of the runs. */
    @Test
    void aPollWhoseAnswerWasLostGetsItsRunsAtTheOtherServer() throws Exception {
        start("--kagzi.server.notify=true");
        ServerClient here = first.getBean(ServerClient.class);
        TestWorker worker = new TestWorker(here, "default", UUID.randomUUID(), TestWorker.workflow("order"));
        ServerClient there = second.getBean(ServerClient.class);
        assertThat(worker.poll(5, "order")).isEmpty();
        worker.poll(2, 5, "2s", 1, "order");
        CompletableFuture<Answer> lost = waiting(worker.at(there), second, 3);
        String runId = there.post("/api/v1/runs", "{\"workflow\":\"order\"}").text("/runId");
        assertThat(lost.get(20, TimeUnit.SECONDS).text("/runs/0/runId")).isEqualTo(runId);

        CompletableFuture<Answer> repeated = CompletableFuture.supplyAsync(() -> worker.poll(3, 5, "20s", 1, "order"));
        assertThat(repeated.get(10, TimeUnit.SECONDS).text("/runs/0/runId")).isEqualTo(runId);
    }

    private static CompletableFuture<Answer> waiting(
            TestWorker worker, ConfigurableApplicationContext server, long number) {
        Polls polls = server.getBean(Polls.class);
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> worker.poll(number, 5, "50s", 1, "order"));
        Awaitility.await().until(() -> polls.open() == 1);
        return waiting;
    }

    @Test
    void aDrainIsSignalledToTheServerWhereTheWorkerPolls() throws Exception {
        start("--kagzi.server.notify=true");
        first.getBean(WorkWatch.class).stop();
        first.getBean(DrainTeller.class).stop();
        drainAtTheOtherServer();
    }

    @Test
    void withoutSignalsItIsFoundByTheServerWhereTheWorkerPolls() throws Exception {
        start("--kagzi.server.notify=false");
        drainAtTheOtherServer();
    }
}
