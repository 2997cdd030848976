package dev.kagzi.server.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;

/** Timers of what waits for the database, in buckets that fit it. */
public final class DatabaseTimers {

    private static final Duration[] BOUNDS = Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private DatabaseTimers() {}

    /** A timer that is not registered yet. */
    public static Timer.Builder named(String name) {
        return Timer.builder(name).serviceLevelObjectives(BOUNDS);
    }
}
