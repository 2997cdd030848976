package dev.kagzi.test.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until it is moved, but for a microsecond each time it is looked at: nothing happens at the same moment. */
public final class TestClock implements InstantSource {

    private Instant now;

    public TestClock(Instant now) {
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public synchronized Instant instant() {
        now = now.plus(1, ChronoUnit.MICROS);
        return now;
    }

    /** Never back. */
    synchronized void moveTo(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }
}
