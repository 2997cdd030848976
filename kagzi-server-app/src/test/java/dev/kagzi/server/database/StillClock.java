package dev.kagzi.server.database;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stands still but for a microsecond each time it is looked at: what a test itself takes is no time. No component: who wants it says so. */
@Primary
public final class StillClock extends DatabaseClock {

    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    StillClock(JdbcClient jdbc) {
        super(jdbc);
    }

    @Override
    public synchronized Instant now() {
        now = now.plus(1, ChronoUnit.MICROS);
        return now;
    }

    @Override
    public Instant toView(Instant read) {
        return now();
    }

    @Override
    synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
