package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.NonRetryableException;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunFilter;
import dev.kagzi.protocol.RunStatus;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** What the pages about runs tell people to send and to write, with the packaged server. */
class RunPagesIntegrationTests {

    private static final Path PAGES = Path.of("../docs/how-to");

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static ConfigurableApplicationContext application;
    private static KagziClient kagzi;

    @BeforeAll
    static void startAll() throws IOException {
        server = new PackagedServer(directory);
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run("--spring.config.name=run-pages", "--kagzi.url=" + server.url());
        kagzi = application.getBean(KagziClient.class);
    }

    @AfterAll
    static void stopAll() {
        application.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"look-after-runs", "start-runs-over-rest", "run-the-server", "autoscale-workers"})
    void everyRequestOfThePagesIsAnswered(String page) throws IOException {
        Run<?> failed = failedOrder();

        assertThat(CurlCommand.of(PAGES.resolve(page + ".md"))).isNotEmpty().allSatisfy(curl -> {
            // A run that was retried has to have failed again, or it has no such step to restart from.
            await().atMost(PackagedServer.PATIENCE).until(() -> failed.status() == RunStatus.FAILED);
            HttpResponse<String> answer = PackagedServer.send(curl.request(server.url(), failed.runId()));
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        });
    }

    @Test
    void theDeskRetriesCancelsAndRestarts() {
        Instant outage = Instant.now().minusSeconds(60);
        Run<?> one = failedOrder();
        Run<?> other = failedOrder();
        RunDesk desk = new RunDesk(kagzi);

        OrderWorkflow.stocked = true;
        desk.retryFailedSince(outage);
        await().atMost(PackagedServer.PATIENCE)
                .until(() -> one.status() == RunStatus.COMPLETED && other.status() == RunStatus.COMPLETED);
        String again = desk.restart(one.runId());
        desk.cancel(again);

        assertThat(again).isNotEqualTo(one.runId());
        assertThat(kagzi.run(again).status()).isIn(RunStatus.CANCELLED, RunStatus.COMPLETED);
        assertThat(kagzi.runs(RunFilter.all().status(RunStatus.FAILED).createdAfter(outage))
                        .items())
                .isEmpty();
    }

    private static Run<?> failedOrder() {
        OrderWorkflow.stocked = false;
        Run<?> run = kagzi.start("order", Map.of("item", "unknown")).send();
        await().atMost(PackagedServer.PATIENCE).until(() -> run.status() == RunStatus.FAILED);
        return run;
    }

    @EnableAutoConfiguration
    @Import(OrderWorkflow.class)
    static class Application {}

    @Workflow
    public static class OrderWorkflow {

        static volatile boolean stocked;

        public String process(Map<String, String> order) {
            return charge(order.get("item"));
        }

        @Step
        String charge(String item) {
            if (!stocked && "unknown".equals(item)) {
                throw new NonRetryableException("There is no " + item);
            }
            return "Charged for " + item;
        }
    }
}
