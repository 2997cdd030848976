package dev.kagzi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import generated.ApiClient;
import generated.ApiException;
import generated.api.BulkJobsApi;
import generated.api.KeysApi;
import generated.api.RunsApi;
import generated.api.WorkerProtocolApi;
import generated.model.ApiKey;
import generated.model.BulkFilter;
import generated.model.BulkJob;
import generated.model.ClaimedRun;
import generated.model.CreateKey;
import generated.model.OpenSession;
import generated.model.Poll;
import generated.model.Problem;
import generated.model.Report;
import generated.model.Reports;
import generated.model.RunCompleted;
import generated.model.RunSnapshot;
import generated.model.Session;
import generated.model.StartBulk;
import generated.model.StartRun;
import generated.model.StepCompleted;
import generated.model.StepKey;
import generated.model.Wanted;
import generated.model.WorkflowOffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaClientIntegrationTests {

    @TempDir
    static Path directory;

    private static ServerWithKeys server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new ServerWithKeys(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void aRunGoesFromItsStartToItsResult() throws Exception {
        ApiClient client = client(ServerWithKeys.ADMIN_KEY);
        RunsApi runs = new RunsApi(client);
        WorkerProtocolApi worker = new WorkerProtocolApi(client);
        Session session = worker.openSession(offerOf("order"), null);

        StartRun start = new StartRun()
                .workflow("order")
                .input(Map.of("total", 12.5, "name", "Zoë"))
                .tags(Map.of("customer", "42"));
        RunSnapshot started = runs.startRun(start, null, null, "one-order");
        RunSnapshot repeated = runs.startRun(start, null, null, "one-order");

        ClaimedRun claimed = worker.poll(
                        session.getWorkerId(),
                        new Poll()
                                .free(1)
                                .requestId(1L)
                                .workflows(List.of(new Wanted()
                                        .name("order")
                                        .versions(List.of(1))
                                        .free(1)))
                                .wait("10s"),
                        null)
                .getRuns()
                .get(0);
        worker.report(
                session.getWorkerId(),
                new Reports()
                        .reports(List.of(
                                new Report(new StepCompleted()
                                        .runId(claimed.getRunId())
                                        .leaseToken(claimed.getLeaseToken())
                                        .step(new StepKey().name("charge").occurrence(1))
                                        .kind(StepCompleted.KindEnum.STEP)
                                        .position(1)
                                        .attempts(1)
                                        .output("charged")
                                        .type(StepCompleted.TypeEnum.STEP_COMPLETED)),
                                new Report(new RunCompleted()
                                        .runId(claimed.getRunId())
                                        .leaseToken(claimed.getLeaseToken())
                                        .output(Map.of("paid", true))
                                        .type(RunCompleted.TypeEnum.RUN_COMPLETED)))),
                null);
        RunSnapshot ended = runs.awaitResult(started.getRunId(), "10s", null);

        assertThat(repeated.getRunId()).isEqualTo(started.getRunId());
        assertThat(claimed.getInput()).isEqualTo(Map.of("total", 12.5, "name", "Zoë"));
        assertThat(ended.getStatus()).isEqualTo(RunSnapshot.StatusEnum.COMPLETED);
        assertThat(ended.getOutput()).isEqualTo(Map.of("paid", true));
        assertThat(runs.listSteps(started.getRunId(), null, null, null).getItems())
                .singleElement()
                .satisfies(step -> assertThat(step.getOutput()).isEqualTo("charged"));
    }

    @Test
    void aRefusalIsAProblem() throws Exception {
        ApiClient client = client(ServerWithKeys.ADMIN_KEY);
        ApiException refusal = catchThrowableOfType(
                ApiException.class, () -> new RunsApi(client).getRun(UUID.randomUUID(), null, null));

        assertThat(refusal.getCode()).isEqualTo(404);
        Problem problem = client.getObjectMapper().readValue(refusal.getResponseBody(), Problem.class);
        assertThat(problem.getCode()).isEqualTo("RUN_NOT_FOUND");
    }

    @Test
    void aKeyOfAViewerLooksAndStartsNothing() throws Exception {
        ApiKey made = new KeysApi(client(ServerWithKeys.ADMIN_KEY))
                .createKey(
                        new CreateKey()
                                .name("wall")
                                .namespaces(List.of("default"))
                                .roles(List.of(CreateKey.RolesEnum.VIEWER)),
                        null);
        RunsApi runs = new RunsApi(client(made.getSecret()));

        assertThat(runs.listRuns("wall", null, null, null, null, null, null, null, null, null, null)
                        .getItems())
                .isEmpty();
        assertThat(catchThrowableOfType(
                                ApiException.class,
                                () -> runs.startRun(new StartRun().workflow("wall"), null, null, null))
                        .getCode())
                .isEqualTo(403);
    }

    @Test
    void aBulkJobCountsWhatItWouldCancel() throws Exception {
        ApiClient client = client(ServerWithKeys.ADMIN_KEY);
        RunsApi runs = new RunsApi(client);
        new WorkerProtocolApi(client).openSession(offerOf("parcel"), null);
        for (int i = 0; i < 3; i++) {
            runs.startRun(new StartRun().workflow("parcel"), null, null, null);
        }

        BulkJobsApi jobs = new BulkJobsApi(client);
        UUID bulkId = jobs.startBulk(
                        new StartBulk()
                                .action(StartBulk.ActionEnum.CANCEL)
                                .dryRun(true)
                                .filter(new BulkFilter().workflow("parcel")),
                        null,
                        null)
                .getBulkId();

        BulkJob job =
                await().until(() -> jobs.getBulk(bulkId, null), it -> it.getStatus() == BulkJob.StatusEnum.COMPLETED);
        assertThat(job.getSucceeded()).isEqualTo(3);
    }

    private static OpenSession offerOf(String workflow) {
        return new OpenSession()
                .application("shop")
                .instanceId(UUID.randomUUID())
                .workflows(List.of(new WorkflowOffer().name(workflow).version(1)));
    }

    private static ApiClient client(String key) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(server.url());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        return client;
    }
}
