package dev.kagzi.server.database;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The one clock: the database's, so that any number of servers agree. A transaction asks once and works with that instant;
 * statements get it as a parameter. One that locks rows may read it with them, and one that is alone in its transaction for itself.
 */
@Component
public class DatabaseClock {

    private final JdbcClient jdbc;
    private volatile Duration shift = Duration.ZERO;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The current instant, on the connection of the current transaction where there is one. */
    public Instant now() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant()
                .plus(shift);
    }

    /** An instant that a statement has read from the database's clock, as this server sees it. */
    public Instant toView(Instant read) {
        return read.plus(shift);
    }

    /**
     * How far this server's view is from what the database's clock says: nothing, but in tests.
     */
    public Duration shift() {
        return shift;
    }

    /** Moves this server's view of the clock, for tests of long waits. */
    void advance(Duration by) {
        shift = shift.plus(by);
    }
}
