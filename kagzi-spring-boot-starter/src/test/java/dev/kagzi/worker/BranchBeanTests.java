package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.NotInRunException;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.serialization.PayloadMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

/** Steps of enhanced beans, called on {@code this} by the code of branches. */
@Timeout(60)
class BranchBeanTests {

    private final List<String> attempts = new CopyOnWriteArrayList<>();

    private FakeRun execute(String workflow, RunStatus end) {
        AtomicReference<FakeRun> run = new AtomicReference<>();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class))
                .withBean(Orders.class)
                .run(context -> {
                    ManualClock clock = new ManualClock();
                    FakeServer server = new FakeServer(clock);
                    WorkerSettings settings = new WorkerSettings(2, List.of(), Duration.ZERO, Duration.ofSeconds(2));
                    StepInterceptor noting = attempt -> {
                        attempts.add(attempt.context().idempotencyKey() + " by " + attempt.step());
                        return attempt.proceed();
                    };
                    Worker.Application application = new Worker.Application(
                            new WorkerIdentity("test", null, "default"),
                            OfferedWorkflows.of(context.getBean(WorkflowDefinitions.class), settings),
                            new PayloadMapper(JsonMapper.shared()),
                            context,
                            new WorkerExtensions(List.of(noting), List.of(), List.of()));
                    Worker worker = new Worker(server, application, settings, clock, WorkerThreads.create(2));
                    worker.start();
                    run.set(server.start(workflow, "3"));
                    server.await(run.get(), end);
                    server.shutdown();
                    WorkerHarness.stop(worker, clock);
                });
        return run.get();
    }

    @Test
    void aStepOnThisBelongsToTheBranchOfItsThread() {
        FakeRun run = execute("pack", RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[\"0 in 0\",\"1 in 1\",\"2 in 2\"]");
        assertThat(run.steps).containsKey(new StepKey("items#1/2", "pack-one", 2));
        assertThat(attempts)
                .contains(
                        run.runId + "/items#1/0/pack-one#1 by pack-one",
                        run.runId + "/items#1/2/pack-one#2 by pack-one")
                .hasSize(6);
    }

    @Test
    void aWorkflowMethodIsNoCallForABranchEither() {
        FakeRun run = execute("again", RunStatus.FAILED);

        assertThat(run.failure.message()).contains("Orders.again").contains("ctx.call");
    }

    @Test
    void aThreadThatIsNoBranchIsToldOfThem() {
        FakeRun run = execute("elsewhere", RunStatus.COMPLETED);

        assertThat(run.output).asString().contains("ctx.parallel").contains("packOne");
    }

    static class Orders {

        @Workflow
        public List<String> pack(int items, WorkflowContext ctx) {
            return ctx.parallel("items", List.of(0, 1, 2), item -> {
                packOne(item);
                return packOne(item);
            });
        }

        @Workflow
        public List<String> again(int items, WorkflowContext ctx) {
            return ctx.parallel("items", List.of(0), item -> again(item, ctx).get(0));
        }

        @Workflow
        public String elsewhere(int items) throws InterruptedException {
            AtomicReference<String> message = new AtomicReference<>("none");
            Thread thread = new Thread(() -> {
                try {
                    packOne(1);
                } catch (NotInRunException e) {
                    message.set(e.getMessage());
                }
            });
            thread.start();
            thread.join();
            return message.get();
        }

        @Step
        String packOne(int item) {
            String key = StepContext.current().idempotencyKey();
            return item + " in " + key.substring(key.indexOf("items#1/") + 8, key.indexOf("/pack-one"));
        }
    }
}
