package dev.kagzi.server.maintenance;

import dev.kagzi.server.schedule.OldFirings;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes firings when their retention is over, a batch at a time with a pause in between. */
@Component
public class OldFiringRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final OldFirings firings;

    OldFiringRemover(OldFirings firings, SweepMeters meters) {
        super("old-firings", meters);
        this.firings = firings;
    }

    /** Removes one batch of each namespace, and returns how many firings that were. */
    public int runOnce() {
        return firings.remove();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? BETWEEN_BATCHES : INTERVAL;
    }
}
