package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Duration;
import java.util.Optional;

/** Open waits of one run: a short one keeps the thread until the server says that it is over, a longer one lets the run go. */
final class Waits {

    /** How much later than expected an outcome may come before the run is let go. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HeldRun run;
    private final RunReports reports;
    private final ExecutionTools tools;

    Waits(HeldRun run, RunReports reports, ExecutionTools tools) {
        this.run = run;
        this.reports = reports;
        this.tools = tools;
    }

    /**
     * Returns when the wait, whose report has been added, is over.
     *
     * @param attempts attempts the step has had when the wait is over
     * @throws Unwinding when it takes long, or the worker drains
     */
    HistoryStep pass(StepKey key, int attempts, Duration expected) {
        if (expected.compareTo(tools.holdThreshold()) > 0 || tools.drain().hasBegun()) {
            throw letGo();
        }
        reports.settle();
        return hold(key, attempts, expected.plus(PATIENCE));
    }

    /** Ends the execution until the wait is over; what has been added is reported with it. */
    Unwinding letGo() {
        return run.unwind(Ending.waiting(run.claim()));
    }

    private HistoryStep hold(StepKey key, int attempts, Duration longest) {
        long until = tools.clock().nanoTime() + longest.toNanos();
        WorkerClock.Timer timer = tools.clock().after(longest, run.monitor()::signal);
        Optional<HistoryStep> outcome = run.monitor().await(() -> {
            HistoryStep resolved = run.resolved(key, attempts);
            boolean over =
                    run.hasEnded() || tools.drain().hasBegun() || tools.clock().nanoTime() - until >= 0;
            return resolved != null ? Optional.of(resolved) : over ? Optional.<HistoryStep>empty() : null;
        });
        timer.cancel();
        run.checkpoint();
        return outcome.orElseThrow(this::letGo);
    }
}
