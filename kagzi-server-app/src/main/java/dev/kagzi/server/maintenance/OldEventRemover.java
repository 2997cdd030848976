package dev.kagzi.server.maintenance;

import dev.kagzi.server.event.OldEvents;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes events when their retention is over, a batch at a time with a pause in between. */
@Component
public class OldEventRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final OldEvents events;

    OldEventRemover(OldEvents events, SweepMeters meters) {
        super("old-events", meters);
        this.events = events;
    }

    /** Removes one batch of each namespace, and returns how many events and channels that were. */
    public int runOnce() {
        return events.remove();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? BETWEEN_BATCHES : INTERVAL;
    }
}
