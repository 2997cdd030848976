package dev.kagzi.guide.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.guide.PackagedServer;
import dev.kagzi.protocol.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The rows of the table in the how-to about changes: runs are started by one application and gone on with by the next. */
class ChangesIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static final Map<String, String> RUNS = new TreeMap<>();

    private static PackagedServer server;
    private static ConfigurableApplicationContext application;
    private static KagziClient kagzi;

    @BeforeAll
    static void deployWhileRunsWait() throws Exception {
        server = new PackagedServer(directory);
        try (ConfigurableApplicationContext before = start(Before.class)) {
            KagziClient client = before.getBean(KagziClient.class);
            for (String workflow : List.of("body", "order", "invoice", "newsletter", "refund", "loan")) {
                RUNS.put(workflow, client.start(workflow, workflow).send().runId());
            }
            RUNS.put(
                    "parcel",
                    client.start("parcel", new Before.ParcelWorkflow.Parcel("parcel"))
                            .send()
                            .runId());
            RUNS.values()
                    .forEach(run ->
                            await().atMost(PATIENCE).until(() -> client.run(run).status() == RunStatus.WAITING));
        }
        application = start(After.class);
        kagzi = application.getBean(KagziClient.class);
    }

    @AfterAll
    static void stop() {
        application.close();
        server.close();
    }

    @Test
    void theBodyOfAStepMayChange() {
        assertThat(goOn("body")).isEqualTo("new body");
    }

    @Test
    void aStepIsAddedForRunsThatHaveNotPassedItsPlace() {
        assertThat(goOn("order")).isEqualTo("charged, sent");

        Run<String> later = kagzi.start("order", "later").returns(String.class).send();
        kagzi.emit("deployed", "later", "now");
        assertThat(later.result(PATIENCE)).isEqualTo("checked, charged, sent");
    }

    @Test
    void aRunKeepsToTheVersionItWasBegunWith() {
        assertThat(goOn("invoice")).isEqualTo("begun by version 1 and finished by version 1");

        assertThat(kagzi.start("invoice", "later").returns(String.class).send().result(PATIENCE))
                .isEqualTo("done by version 2");
    }

    @Test
    void aWorkflowGoesOnUnderAnotherName() {
        Run<String> byOldName =
                kagzi.start("newsletter", "later").returns(String.class).send();
        kagzi.emit("deployed", "later", "now");

        assertThat(goOn("newsletter")).isEqualTo("sent by the new class");
        assertThat(byOldName.result(PATIENCE)).isEqualTo("sent by the new class");
    }

    @Test
    void aMethodOfAStepIsRenamed() {
        assertThat(goOn("refund")).isEqualTo("paid back before");
    }

    @Test
    void anInputHasOneFieldMore() {
        assertThat(goOn("parcel")).isEqualTo("delivered parcel to any door");
    }

    @Test
    void aRunThatHasMetWrongCodeGoesOnWithTheMendedOrIsStartedAnew() {
        Run<Object> run = kagzi.run(RUNS.get("loan"));
        try (ConfigurableApplicationContext broken = start(After.BrokenLoanWorkflow.class)) {
            kagzi.emit("deployed", "loan", "now");
            await().atMost(PATIENCE).until(() -> run.status() == RunStatus.NEEDS_ATTENTION);
            assertThat(broken.isActive()).isTrue();
        }
        try (ConfigurableApplicationContext mended = start(After.MendedLoanWorkflow.class)) {
            assertThat(mended.isActive()).isTrue();
            assertThat(run.retry().returns(String.class).result(PATIENCE))
                    .isEqualTo("checked before, booked by the mended code");

            Run<String> anew = run.restart().returns(String.class);
            kagzi.emit("deployed", "loan", "again");
            assertThat(anew.result(PATIENCE)).isEqualTo("checked now, booked by the mended code");
        }
    }

    private static String goOn(String workflow) {
        kagzi.emit("deployed", workflow, "now");
        return kagzi.run(RUNS.get(workflow)).returns(String.class).result(PATIENCE);
    }

    private static ConfigurableApplicationContext start(Class<?> application) {
        return new SpringApplicationBuilder(application, Automatic.class)
                .web(WebApplicationType.NONE)
                .run("--kagzi.url=" + server.url(), "--kagzi.worker.hold-threshold=20ms");
    }

    @EnableAutoConfiguration
    static class Automatic {}
}
