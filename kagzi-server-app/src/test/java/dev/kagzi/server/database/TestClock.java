package dev.kagzi.server.database;

import java.time.Duration;

/** Moves the server's clock for the length of a test. */
public final class TestClock implements AutoCloseable {

    private final DatabaseClock clock;
    private Duration moved = Duration.ZERO;

    public TestClock(DatabaseClock clock) {
        this.clock = clock;
    }

    public void advance(Duration by) {
        clock.advance(by);
        moved = moved.plus(by);
    }

    @Override
    public void close() {
        clock.advance(moved.negated());
    }
}
