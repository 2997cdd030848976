package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerApis;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.observation.ClientObservationConvention;
import dev.kagzi.observation.ObservedRunsApi;
import dev.kagzi.observation.RunObservationContext;
import dev.kagzi.observation.RunObservationConvention;
import dev.kagzi.observation.RunObserver;
import dev.kagzi.observation.StepObservationContext;
import dev.kagzi.observation.StepObservationConvention;
import dev.kagzi.observation.StepObserver;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.ServerProblemException;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ObservationTests {

    private final TestObservationRegistry registry = TestObservationRegistry.create();

    private FakeRun execute(StepObserver steps, RunStatus end, WorkerHarness.Code code) {
        return execute(new RunObserver(registry, null), steps, end, code);
    }

    private FakeRun execute(RunObserver runs, StepObserver steps, RunStatus end, WorkerHarness.Code code) {
        WorkerExtensions extensions = new WorkerExtensions(List.of(steps), List.of(), List.of(runs));
        try (WorkerHarness harness = new WorkerHarness(extensions)) {
            FakeRun run = harness.runs(code).start();
            harness.worker.start();
            harness.server.await(run, end);
            harness.drain();
            return run;
        }
    }

    @Test
    void anExecutionAndItsAttemptsAreObserved() {
        FakeRun run = execute(
                new StepObserver(registry, null),
                RunStatus.COMPLETED,
                ctx -> ctx.step(
                        "pay",
                        String.class,
                        () -> "in "
                                + registry.getCurrentObservation().getContext().getName()));

        assertThat(run.output).hasToString("\"in kagzi.step\"");
        TestObservationRegistryAssert.assertThat(registry)
                .hasNumberOfObservationsEqualTo(2)
                .hasObservationWithNameEqualTo("kagzi.run")
                .that()
                .hasLowCardinalityKeyValue("kagzi.workflow", "first")
                .hasLowCardinalityKeyValue("kagzi.namespace", "default")
                .hasLowCardinalityKeyValue("kagzi.version", "1")
                .hasLowCardinalityKeyValue("kagzi.outcome", "completed")
                .hasHighCardinalityKeyValue("kagzi.run", run.runId.toString())
                .hasBeenStopped();
        TestObservationRegistryAssert.assertThat(registry)
                .hasObservationWithNameEqualTo("kagzi.step")
                .that()
                .hasLowCardinalityKeyValue("kagzi.step", "pay")
                .hasLowCardinalityKeyValue("kagzi.outcome", "completed")
                .hasHighCardinalityKeyValue("kagzi.attempt", "1")
                .hasParentObservation()
                .hasBeenStopped();
    }

    @Test
    void attemptsInBranchesBelongToTheExecution() {
        FakeRun run = execute(
                new StepObserver(registry, null),
                RunStatus.COMPLETED,
                ctx -> ctx.parallel(
                        "items",
                        List.of(1, 2),
                        item -> ctx.step(
                                "pay",
                                String.class,
                                () -> registry.getCurrentObservation()
                                        .getContextView()
                                        .getParentObservation()
                                        .getContextView()
                                        .getName())));

        assertThat(run.output).hasToString("[\"kagzi.run\",\"kagzi.run\"]");
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void aFailedAttemptIsAnError() {
        execute(
                new StepObserver(registry, null),
                RunStatus.FAILED,
                ctx -> ctx.step("pay")
                        .retry(dev.kagzi.Retry.none())
                        .returns(String.class)
                        .run(() -> {
                            throw new IllegalStateException("declined");
                        }));

        TestObservationRegistryAssert.assertThat(registry)
                .hasObservationWithNameEqualTo("kagzi.step")
                .that()
                .hasLowCardinalityKeyValue("kagzi.outcome", "failed")
                .hasError();
        TestObservationRegistryAssert.assertThat(registry)
                .hasObservationWithNameEqualTo("kagzi.run")
                .that()
                .hasLowCardinalityKeyValue("kagzi.outcome", "failed");
    }

    @Test
    void aConventionOfTheApplicationTakesThePlaceOfTheDefault() {
        StepObservationConvention own = new StepObservationConvention() {
            @Override
            public String getName() {
                return "own";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(StepObservationContext context) {
                return KeyValues.of("step", context.attempt().step());
            }
        };
        execute(new StepObserver(registry, own), RunStatus.COMPLETED, ctx -> ctx.step("pay", String.class, () -> "p"));

        TestObservationRegistryAssert.assertThat(registry)
                .hasObservationWithNameEqualTo("own")
                .that()
                .hasLowCardinalityKeyValue("step", "pay");
    }

    @Test
    void aConventionThatThrowsChangesNeitherRunNorStep() {
        RunObservationConvention ofRuns = new RunObservationConvention() {
            @Override
            public KeyValues getLowCardinalityKeyValues(RunObservationContext context) {
                throw new IllegalStateException("of the convention's own");
            }
        };
        StepObservationConvention ofSteps = new StepObservationConvention() {
            @Override
            public KeyValues getLowCardinalityKeyValues(StepObservationContext context) {
                throw new IllegalStateException("of the convention's own");
            }
        };
        FakeRun run = execute(
                new RunObserver(registry, ofRuns),
                new StepObserver(registry, ofSteps),
                RunStatus.COMPLETED,
                ctx -> ctx.step("pay", String.class, () -> "paid"));

        assertThat(run.output).hasToString("\"paid\"");
        assertThat(run.steps.get(StepKey.of("pay", 1)).attempts()).isEqualTo(1);
    }

    @Test
    void aHandlerThatThrowsChangesNeitherRunNorStep() {
        registry.observationConfig().observationHandler(new FailingHandler());
        List<Observation> current = new CopyOnWriteArrayList<>();
        FakeRun run = execute(new StepObserver(registry, null), RunStatus.COMPLETED, ctx -> {
            String paid = ctx.step("pay", String.class, () -> "paid");
            Observation after = registry.getCurrentObservation();
            if (after != null) {
                current.add(after);
            }
            return paid;
        });

        assertThat(run.output).hasToString("\"paid\"");
        assertThat(run.steps.get(StepKey.of("pay", 1)).attempts()).isEqualTo(1);
        assertThat(current).as("scopes that could not be opened").isEmpty();
    }

    /** Fails at whatever comes after the start. */
    private static final class FailingHandler implements ObservationHandler<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            throw new IllegalStateException("of the handler's own");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            throw new IllegalStateException("of the handler's own");
        }

        @Override
        public void onStop(Observation.Context context) {
            throw new IllegalStateException("of the handler's own");
        }
    }

    @Test
    void aConventionThatThrowsDoesNotChangeARequestOfTheClient() {
        RunsApi server = Mockito.mock(RunsApi.class);
        ClientObservationConvention failing = new ClientObservationConvention() {
            @Override
            public String getName() {
                throw new IllegalStateException("of the convention's own");
            }
        };
        UUID runId = UUID.randomUUID();

        assertThatCode(() -> new ObservedRunsApi(server, registry, failing).cancel(runId, new CancelRun(null, null)))
                .doesNotThrowAnyException();
        Mockito.verify(server).cancel(runId, new CancelRun(null, null));
    }

    @Test
    void waitingForAResultBelongsToWhoeverWaits() {
        UUID runId = UUID.randomUUID();
        RunSnapshot completed = JsonMapper.shared().readValue("""
                        {"runId":"%s","workflow":"first","status":"COMPLETED","attempt":1,"priority":0,"tags":{},
                         "createdAt":"2026-11-01T00:00:00Z"}""".formatted(runId), RunSnapshot.class);
        RunsApi server = Mockito.mock(RunsApi.class, Mockito.CALLS_REAL_METHODS);
        Mockito.doReturn(completed).when(server).get(runId, false);
        Mockito.doReturn(completed).when(server).result(Mockito.eq(runId), Mockito.any());
        RunsApi runs = new ObservedRunsApi(server, registry, null);
        Observation order = Observation.start("order", registry);

        try (ServerKagziClient kagzi = new ServerKagziClient(
                new ServerApis(runs, Mockito.mock(EventsApi.class), Mockito.mock(SchedulesApi.class)),
                new PayloadMapper(JsonMapper.shared()),
                Outbox.NONE,
                new ReferencedWorkflows(List::of, name -> name))) {
            order.scoped(() -> assertThat(kagzi.run(runId.toString()).result()).isNull());
        }

        TestObservationRegistryAssert.assertThat(registry)
                .hasAnObservationWithAKeyValue("kagzi.operation", "result")
                .hasNumberOfObservationsWithNameEqualTo("kagzi.client", 2)
                .forAllObservationsWithNameEqualTo(
                        "kagzi.client", observation -> observation.hasParentObservationEqualTo(order));
    }

    @Test
    void requestsOfTheClientAreObservedWithTheirOutcome() {
        RunsApi server = Mockito.mock(RunsApi.class);
        RunsApi runs = new ObservedRunsApi(server, registry, null);
        UUID runId = UUID.randomUUID();
        Problem unknown = new Problem("type", "title", 404, null, "RUN_NOT_FOUND", false, null);
        Mockito.when(server.get(runId, false)).thenThrow(new ServerProblemException(unknown, null));

        runs.retry(runId, UUID.randomUUID());
        assertThatThrownBy(() -> runs.get(runId, false)).isInstanceOf(ServerProblemException.class);

        TestObservationRegistryAssert.assertThat(registry)
                .hasAnObservationWithAKeyValue("kagzi.outcome", "success")
                .hasAnObservationWithAKeyValue("kagzi.operation", "retry")
                .hasAnObservationWithAKeyValue("kagzi.operation", "get")
                .hasAnObservationWithAKeyValue("kagzi.outcome", "RUN_NOT_FOUND");
    }
}
