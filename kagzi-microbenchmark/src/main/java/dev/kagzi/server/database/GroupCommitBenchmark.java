package dev.kagzi.server.database;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many commands of one namespace a group commit takes from callers who each wait for theirs, and in how many transactions:
 * the former by the latter is the mean size of a batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupCommitBenchmark {

    private static final UUID NAMESPACE = new UUID(0, 1);
    /** As the server has them for reports. */
    private static final int COMMITTERS = 2;

    private static final GroupCommit.Bounds BOUNDS = new GroupCommit.Bounds(1_000, 200_000, Duration.ofMinutes(1));

    /** How long a transaction waits for its commit. */
    @Param({"0", "300"})
    public int commitMicros;

    private final ExecutorService executor = Executors.newFixedThreadPool(COMMITTERS);
    private GroupCommit<Integer, Boolean> commits = commits();

    @Setup
    public void start() {
        commits = commits();
    }

    @TearDown
    public void stop() {
        executor.shutdownNow();
    }

    @Benchmark
    public void oneCaller(Transacted transacted) {
        commit(transacted);
    }

    @Benchmark
    @Threads(16)
    public void sixteenCallers(Transacted transacted) {
        commit(transacted);
    }

    @Benchmark
    @Threads(1_000)
    public void thousandCallers(Transacted transacted) {
        commit(transacted);
    }

    private void commit(Transacted transacted) {
        if (GroupCommit.await(commits.submit(NAMESPACE, 1))) {
            transacted.transactions++;
        }
    }

    private GroupCommit<Integer, Boolean> commits() {
        return new GroupCommit<>(
                new Transactions(new IdleTransactionManager(TimeUnit.MICROSECONDS.toNanos(commitMicros))),
                (namespaceId, commands) -> firstOf(commands.size()),
                executor,
                BOUNDS,
                new CommitMeters(new SimpleMeterRegistry(), "microbenchmark"));
    }

    /** One caller of each batch learns that it was the first. */
    private static List<Boolean> firstOf(int commands) {
        List<Boolean> results = new ArrayList<>(Collections.nCopies(commands, Boolean.FALSE));
        results.set(0, Boolean.TRUE);
        return results;
    }

    /** Counts transactions beside commands. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Transacted {

        public long transactions;
    }
}
