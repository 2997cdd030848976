package dev.kagzi.worker;

import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.serialization.PayloadMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import tools.jackson.databind.json.JsonMapper;

/** How long a worker takes from the claim of a run whose steps are all recorded to its end, on one thread and without a server. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplayBenchmark {

    private static final long LEASE = Duration.ofSeconds(30).toNanos();

    @Param({"10", "1000", "10000"})
    public int steps;

    private final WorkerClock clock = new SystemWorkerClock(WorkerTime.SYSTEM.source());
    private final HeldRuns held = new HeldRuns(clock);
    private final RecordingServer server = new RecordingServer();
    private final RunExecutor executor = executor();
    private ClaimedRun claim = ManySteps.claimed(0);

    @Setup
    public void record() {
        claim = ManySteps.claimed(steps);
    }

    @TearDown
    public void close() {
        clock.close();
    }

    @Benchmark
    public Report replay() {
        HeldRun run = new HeldRun(claim, clock.nanoTime() + LEASE, clock);
        held.take(List.of(run), 0);
        executor.execute(run, () -> {});
        Report last = server.takeLast();
        if (last instanceof Report.RunCompleted) {
            return last;
        }
        throw new IllegalStateException("The run has not completed: " + last);
    }

    private RunExecutor executor() {
        WorkerSettings settings = new WorkerSettings(1, List.of(), Duration.ZERO, Duration.ZERO);
        Worker.Application application = application(settings);
        WorkerSession session = new WorkerSession(
                server,
                application.identity().open(application.workflows().offers(), settings.concurrency()),
                new ServerContact(clock),
                clock);
        WorkerConnection connection = new WorkerConnection(
                session, clock, Runnable::run, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0));
        ExecutionTools tools = new ExecutionTools(
                application,
                clock,
                new ReportBatcher(connection),
                BranchThreads.unbounded(Runnable::run),
                new HoldRule(settings.holdThreshold(), new Drain(), new Slots(1, application.workflows())),
                () -> 0);
        return new RunExecutor(
                application.workflows(),
                new RunHistory(connection, held),
                new WorkflowInvocation(application.beans()),
                held,
                tools);
    }

    private static Worker.Application application(WorkerSettings settings) {
        DeclaredBeans declared = new DeclaredBeans(text -> text);
        declared.add(ManySteps.NAME, ManySteps.class);
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean(ManySteps.NAME, new ManySteps());
        return new Worker.Application(
                new WorkerIdentity("microbenchmark", null, "default"),
                OfferedWorkflows.of(declared.resolve(DefinitionSettings.NONE), settings),
                new PayloadMapper(JsonMapper.shared()),
                beans,
                WorkerExtensions.NONE);
    }
}
