package dev.kagzi.worker;

import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the thread of a run that can only wait, for as long as that is worth it. */
final class Holding {

    private final HeldRun run;
    private final RunReports reports;
    private final ExecutionTools tools;

    Holding(HeldRun run, RunReports reports, ExecutionTools tools) {
        this.run = run;
        this.reports = reports;
        this.tools = tools;
    }

    /**
     * Waits for news, which only the end of an open wait can bring.
     *
     * @param open what the run waits for
     * @param news looked for under the monitor of the run
     * @return nothing when the run has ended, or is to be let go
     */
    <T> Optional<T> await(Collection<HistoryStep> open, Supplier<@Nullable T> news) {
        Optional<Duration> longest = tools.hold().longest(open, tools.clock().now());
        if (longest.isEmpty()) {
            return Optional.empty();
        }
        reports.settle();
        return await(longest.get(), news);
    }

    private <T> Optional<T> await(Duration longest, Supplier<@Nullable T> news) {
        WorkerClock clock = tools.clock();
        long until = clock.nanoTime() + longest.toNanos();
        WorkerClock.Timer timer = clock.after(longest, run.monitor()::signal);
        Optional<T> told = run.runThread().await(() -> {
            T found = news.get();
            boolean over = run.hasEnded() || tools.drains() || clock.nanoTime() - until >= 0;
            return found != null ? Optional.of(found) : over ? Optional.<T>empty() : null;
        });
        timer.cancel();
        return told;
    }
}
