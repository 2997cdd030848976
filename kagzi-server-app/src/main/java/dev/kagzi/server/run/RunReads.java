package dev.kagzi.server.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads runs for many who ask at the same time, as those do whose wait is over: while one read is on its way the next one collects. */
final class RunReads {

    /** Each with its input and output, which may be large. */
    static final int RUNS_AT_ONCE = 20;

    private final RunRepository runs;
    private final BlockingQueue<Wanted> wanted = new LinkedBlockingQueue<>();
    private final Executor threads;

    /** @param threads read; their number bounds how many reads are on their way */
    RunReads(RunRepository runs, Executor threads) {
        this.runs = runs;
        this.threads = threads;
    }

    private record Wanted(RunKey key, CompletableFuture<Run> run) {}

    /** The run as it is some time after this call; fails with a problem when there is none. */
    CompletableFuture<Run> read(RunKey key) {
        CompletableFuture<Run> run = new CompletableFuture<>();
        wanted.add(new Wanted(key, run));
        threads.execute(this::readNext);
        return run;
    }

    /** Does nothing when all have been read along with others. */
    private void readNext() {
        List<Wanted> batch = new ArrayList<>();
        if (wanted.drainTo(batch, RUNS_AT_ONCE) == 0) {
            return;
        }
        Map<RunKey, List<Wanted>> byKey = batch.stream().collect(Collectors.groupingBy(Wanted::key));
        try {
            runs.findAll(
                    byKey.keySet(),
                    run -> each(byKey, run.key(), wanted -> wanted.run().complete(run)),
                    (key, failure) -> each(byKey, key, wanted -> wanted.run().completeExceptionally(failure)));
            batch.forEach(wanted -> wanted.run()
                    .completeExceptionally(RunProblems.notFound(wanted.key().runId())));
        } catch (RuntimeException | Error e) {
            batch.forEach(wanted -> wanted.run().completeExceptionally(e));
        }
    }

    private static void each(Map<RunKey, List<Wanted>> byKey, RunKey key, Consumer<Wanted> action) {
        byKey.getOrDefault(key, List.of()).forEach(action);
    }
}
