package dev.kagzi.server.maintenance;

import dev.kagzi.server.event.SpreadingEvents;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Wakes the runs that an event has not woken as it was accepted, because they were too many for one transaction. */
@Component
public class EventSpreader extends WatchedService {

    private final SpreadingEvents events;

    EventSpreader(SpreadingEvents events, SweepMeters meters) {
        super("spreading-events", meters);
        this.events = events;
    }

    /** Wakes up to 1,000 runs of each channel, and returns how many that were. */
    public int runOnce() {
        return events.spread();
    }

    @Override
    String condition() {
        return SpreadingEvents.ARE_ANY;
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? Duration.ZERO : UNWATCHED;
    }
}
