package dev.kagzi.server.maintenance;

import java.time.Duration;

/**
 * A service that has nothing to do while a condition on the database does not hold. {@link WorkWatch} asks for the conditions of all, and
 * wakes those that have something to do.
 */
abstract class WatchedService extends BackgroundService {

    /** The longest it rests by itself. */
    static final Duration UNWATCHED = Duration.ofMinutes(2);

    private final Duration pace;

    WatchedService(String name, SweepMeters meters) {
        this(name, Duration.ZERO, meters);
    }

    /** @param pace between two rounds while the condition holds */
    WatchedService(String name, Duration pace, SweepMeters meters) {
        super(name, meters);
        this.pace = pace;
    }

    /**
     * SQL that is true when there is something to do, or will be before the next look; false or null when not. {@code clock.now} is the
     * present, {@code clock.soon} that look. Of large tables it takes the first by an index's order: of {@code EXISTS} the planner may
     * believe that the first rows of the table have what it looks for, and reads all of them when none has.
     */
    abstract String condition();

    /** The watch has looked. */
    void watched(boolean holds) {
        if (holds) {
            wakeIn(pace.minus(idleFor()));
        }
    }
}
