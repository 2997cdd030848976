package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.observation.ObservedRunsApi;
import dev.kagzi.observation.RunObserver;
import dev.kagzi.observation.StepObservationContext;
import dev.kagzi.observation.StepObservationConvention;
import dev.kagzi.observation.StepObserver;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ServerProblemException;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

@Timeout(60)
class ObservationTests {

    private final TestObservationRegistry registry = TestObservationRegistry.create();

    private FakeRun execute(StepObserver steps, RunStatus end, WorkerHarness.Code code) {
        WorkerExtensions extensions =
                new WorkerExtensions(List.of(steps), List.of(), List.of(new RunObserver(registry, null)));
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
    void requestsOfTheClientAreObservedWithTheirOutcome() {
        RunsApi server = Mockito.mock(RunsApi.class);
        RunsApi runs = new ObservedRunsApi(server, registry, null);
        UUID runId = UUID.randomUUID();
        Problem unknown = new Problem("type", "title", 404, null, "RUN_NOT_FOUND", false, null);
        Mockito.when(server.get(runId, false)).thenThrow(new ServerProblemException(unknown, null));

        runs.retry(runId);
        assertThatThrownBy(() -> runs.get(runId, false)).isInstanceOf(ServerProblemException.class);

        TestObservationRegistryAssert.assertThat(registry)
                .hasAnObservationWithAKeyValue("kagzi.outcome", "success")
                .hasAnObservationWithAKeyValue("kagzi.operation", "retry")
                .hasAnObservationWithAKeyValue("kagzi.operation", "get")
                .hasAnObservationWithAKeyValue("kagzi.outcome", "RUN_NOT_FOUND");
    }
}
