package dev.kagzi.server.contract;

import dev.kagzi.server.child.Children;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.due.Deadlines;
import dev.kagzi.server.due.DueRuns;
import dev.kagzi.server.lease.Leases;
import dev.kagzi.server.schedule.DueSchedules;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;

/** Moves the server's clock, and does at once what its background services would do soon. */
@TestComponent
@Lazy
final class ContractTime {

    private final DatabaseClock clock;
    private final Leases leases;
    private final Deadlines deadlines;
    private final DueRuns dueRuns;
    private final Children children;
    private final DueSchedules schedules;
    private TestClock moved;

    ContractTime(
            DatabaseClock clock,
            Leases leases,
            Deadlines deadlines,
            DueRuns dueRuns,
            Children children,
            DueSchedules schedules) {
        this.clock = clock;
        this.leases = leases;
        this.deadlines = deadlines;
        this.dueRuns = dueRuns;
        this.children = children;
        this.schedules = schedules;
        this.moved = new TestClock(clock);
    }

    Instant now() {
        return clock.now();
    }

    void pass(Duration by) {
        moved.advance(by);
        settle();
    }

    /** Does what is due, until nothing is. */
    void settle() {
        int done;
        do {
            done = leases.expire(true)
                    + deadlines.enforce()
                    + dueRuns.wake()
                    + children.tellOutcomes()
                    + schedules.fire();
        } while (done > 0);
    }

    void reset() {
        moved.close();
        moved = new TestClock(clock);
    }
}
