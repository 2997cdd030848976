package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.transport.WorkerApi;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Timeout(60)
class WorkerLifecycleTests {

    private final FakeServer server = new FakeServer(new ManualClock());
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    JacksonAutoConfiguration.class,
                    KagziConnectionAutoConfiguration.class,
                    KagziDefinitionAutoConfiguration.class,
                    KagziWorkerAutoConfiguration.class))
            .withBean(WorkerApi.class, () -> server)
            .withBean(GreetingWorkflow.class);

    @AfterEach
    void close() {
        server.shutdown();
    }

    @Test
    void executesStepsThatTheWorkflowCallsOnItself() {
        FakeRun run = server.start("greeting", "\"Ada\"");
        application.run(context -> {
            server.await(run, RunStatus.COMPLETED);
            assertThat(run.output).isEqualTo(Payload.of("\"Hello, Ada!\""));
            assertThat(run.steps).containsOnlyKeys(StepKey.of("greet", 1));
            assertThat(server.reports(Report.StepCompleted.class).get(0).input())
                    .isEqualTo(Payload.of("{\"name\":\"Ada\"}"));
        });
        assertThat(server.sessionIsClosed()).isTrue();
    }

    @Test
    void startsWhileTheServerIsAwayAndStops() {
        server.down(true);
        application.run(context -> assertThat(context).hasNotFailed().hasSingleBean(WorkerLifecycle.class));
    }

    @Test
    void worksAgainWhenAPausedApplicationIsStartedAgain() {
        FakeRun first = server.start("greeting", "\"Ada\"");
        application.run(context -> {
            server.await(first, RunStatus.COMPLETED);
            context.stop();
            server.countPollsFrom(1_000_000);
            context.start();
            server.await(server.start("greeting", "\"Grace\""), RunStatus.COMPLETED);
        });
    }

    @Test
    void saysHowTheWorkerStandsAndHearsAPauseWhileABodyKeepsItFromStopping() {
        FakeRun run = server.start("held", "null");
        application.withBean(HeldWorkflow.class).run(context -> {
            WorkerLifecycle worker = context.getBean(WorkerLifecycle.class);
            HeldWorkflow held = context.getBean(HeldWorkflow.class);
            assertThat(held.entered.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> stop = CompletableFuture.runAsync(worker::stop);

            server.await(() -> worker.status().state() == WorkerStatus.State.DRAINING);
            worker.pause();
            assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.DRAINING);
            assertThat(worker.status().used()).isEqualTo(1);
            assertThat(worker.isRunning()).isTrue();

            held.left.countDown();
            stop.get(10, TimeUnit.SECONDS);
            assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
            assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.STOPPED);
            worker.start();
            assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.PAUSED);
        });
    }

    @Test
    void takesOnlyTheWorkflowsOnTheIncludeList() {
        application
                .withPropertyValues("kagzi.worker.workflows=greetings")
                .run(context -> assertThat(context).hasFailed().getFailure().hasMessageContaining("greetings"));
    }

    @Test
    void backsOffWhenTheWorkerIsSwitchedOff() {
        application
                .withPropertyValues("kagzi.worker.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WorkerLifecycle.class));
    }

    /** The phases of Spring Boot's web server, which is not on this classpath: {@code WebServerApplicationContext}. */
    @Test
    void startsAfterTheWebServerAndStopsBeforeItsGracefulShutdown() {
        assertThat(WorkerLifecycle.PHASE).isGreaterThan(Integer.MAX_VALUE - 1024);
    }

    @Workflow
    static class HeldWorkflow {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch left = new CountDownLatch(1);

        public String held(WorkflowContext ctx) {
            return ctx.step("hold", String.class, () -> {
                entered.countDown();
                left.await();
                return "held";
            });
        }
    }

    @Workflow
    static class GreetingWorkflow {

        public String greeting(String name, WorkflowContext ctx) {
            return greet(name) + "!";
        }

        @Step
        String greet(String name) {
            return "Hello, " + name;
        }
    }
}
