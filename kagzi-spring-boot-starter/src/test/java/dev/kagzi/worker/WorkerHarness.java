package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.serialization.PayloadMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import tools.jackson.databind.json.JsonMapper;

/** A worker with two workflows whose code is the test's, against a fake server, on a clock that the test moves. */
final class WorkerHarness implements AutoCloseable {

    static final int CONCURRENCY = 4;

    static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(25);

    /** When a worker first looks at what its session says about renewals. */
    static final Duration FIRST_RENEWAL = Duration.ofMillis(500);

    final ManualClock clock;
    final FakeServer server;
    final First first = new First();
    final Second second = new Second();
    final Worker worker;
    private final WorkerThreads threads;
    private boolean stopped;

    WorkerHarness() {
        this(WorkerThreads.create(CONCURRENCY));
    }

    WorkerHarness(PayloadMapper mapper) {
        this(WorkerThreads.create(CONCURRENCY), mapper, WorkerExtensions.NONE);
    }

    WorkerHarness(WorkerThreads threads) {
        this(threads, new PayloadMapper(JsonMapper.shared()), WorkerExtensions.NONE);
    }

    WorkerHarness(WorkerExtensions extensions) {
        this(WorkerThreads.create(CONCURRENCY), new PayloadMapper(JsonMapper.shared()), extensions);
    }

    private WorkerHarness(WorkerThreads threads, PayloadMapper mapper, WorkerExtensions extensions) {
        this(new ManualClock(), null, threads, mapper, extensions);
    }

    private WorkerHarness(
            ManualClock clock,
            FakeServer existing,
            WorkerThreads threads,
            PayloadMapper mapper,
            WorkerExtensions extensions) {
        this.clock = clock;
        this.threads = threads;
        this.server = existing == null ? new FakeServer(clock) : existing;
        WorkerSettings settings = new WorkerSettings(CONCURRENCY, List.of(), DRAIN_TIMEOUT, Duration.ofSeconds(2));
        DeclaredBeans declared = new DeclaredBeans(text -> text);
        declared.add("first", First.class);
        declared.add("second", Second.class);
        WorkflowDefinitions definitions = declared.resolve(DefinitionSettings.NONE);
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("first", first);
        beans.addBean("second", second);
        worker = new Worker(
                server,
                new Worker.Application(
                        new WorkerIdentity("test", null, "default"),
                        OfferedWorkflows.of(definitions, settings),
                        mapper,
                        beans,
                        extensions),
                settings,
                clock.ofWorker(),
                threads);
    }

    /** Another worker, which takes over from this one with the same code. */
    WorkerHarness successor() {
        WorkerHarness other = new WorkerHarness(
                clock,
                server,
                WorkerThreads.create(CONCURRENCY),
                new PayloadMapper(JsonMapper.shared()),
                WorkerExtensions.NONE);
        other.first.code = first.code;
        other.second.code = second.code;
        other.worker.start();
        return other;
    }

    /** The process is gone: what it does from now on nobody hears of. */
    void crash() {
        server.down(true);
        clock.advance(FakeServer.LEASE.plusSeconds(1));
        stop();
        awaitTheEndOfItsRequests();
        server.down(false);
    }

    /** One that is still on its way would reach the server when that is up again, and take the run. */
    private void awaitTheEndOfItsRequests() {
        try {
            assertThat(threads.requests().awaitTermination(20, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the workflow {@code first} does. */
    WorkerHarness runs(Code code) {
        first.code = code;
        return this;
    }

    FakeRun start() {
        return server.start("first", "\"in\"");
    }

    /**
     * Lets time pass while the worker holds nothing and waits for work. A jump while its poll is on the way would make the
     * lease of the next run old on arrival, and this server takes back none by itself.
     */
    void idleFor(Duration time) {
        while (!server.awaitBriefly(
                () -> server.isPolled() && worker.held().all().isEmpty())) {
            Thread.onSpinWait();
        }
        clock.advance(time);
    }

    void drain() {
        stopped = true;
        worker.stop();
    }

    @Override
    public void close() {
        server.shutdown();
        stop();
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            stop(worker, clock);
        }
    }

    /** Stops a worker, and lets pass whatever pauses it makes meanwhile. */
    static void stop(Worker worker, ManualClock clock) {
        Thread stop = new Thread(worker::stop);
        stop.setDaemon(true);
        stop.start();
        while (stop.isAlive()) {
            try {
                clock.advance(Duration.ofMinutes(1));
            } catch (RejectedExecutionException e) {
                // The worker has stopped between a timer and the request that it was for.
            }
            Thread.onSpinWait();
        }
    }

    /** The code of a workflow. */
    interface Code {

        Object run(WorkflowContext ctx) throws Exception;
    }

    @Workflow(name = "first")
    static class First {

        volatile Code code = ctx -> null;

        public Object process(String input, WorkflowContext ctx) throws Exception {
            return code.run(ctx);
        }
    }

    @Workflow(name = "second", workerConcurrency = 1)
    static class Second {

        volatile Code code = ctx -> null;

        public Object process(String input, WorkflowContext ctx) throws Exception {
            return code.run(ctx);
        }
    }
}
