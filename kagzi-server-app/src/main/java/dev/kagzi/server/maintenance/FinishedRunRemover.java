package dev.kagzi.server.maintenance;

import dev.kagzi.server.run.FinishedRuns;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Removes finished runs when their retention is over, a batch at a time with a pause in between, so that nobody has to wait for it. */
@Component
public class FinishedRunRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final FinishedRuns runs;
    private final Counter removed;
    private volatile Duration lag = Duration.ZERO;

    FinishedRunRemover(FinishedRuns runs, MeterRegistry registry, SweepMeters meters) {
        super("finished-runs", meters);
        this.runs = runs;
        this.removed = Counter.builder("kagzi.server.retention.removed")
                .description("Finished runs removed because their retention was over")
                .register(registry);
        TimeGauge.builder("kagzi.server.retention.lag", () -> lag.toMillis(), TimeUnit.MILLISECONDS)
                .description("How long the oldest run that has to go was overdue when it was last looked for")
                .register(registry);
    }

    /** Removes one batch of each namespace, and returns how many runs that were. */
    public int runOnce() {
        FinishedRuns.Round round = runs.remove();
        lag = round.lag();
        removed.increment(round.removed());
        return round.removed();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? BETWEEN_BATCHES : INTERVAL;
    }
}
