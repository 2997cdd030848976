package dev.kagzi.server.maintenance;

import dev.kagzi.server.run.FinishedRuns;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes finished runs when their retention is over, a batch at a time with a pause in between, so that nobody has to wait for it. */
@Component
public class FinishedRunRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final FinishedRuns runs;

    FinishedRunRemover(FinishedRuns runs, SweepMeters meters) {
        super("finished-runs", meters);
        this.runs = runs;
    }

    /** Removes one batch of each namespace, and returns how many runs that were. */
    public int runOnce() {
        return runs.remove();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? BETWEEN_BATCHES : INTERVAL;
    }
}
