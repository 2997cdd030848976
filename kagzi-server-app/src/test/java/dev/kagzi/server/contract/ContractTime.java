package dev.kagzi.server.contract;

import dev.kagzi.server.child.Children;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.due.Deadlines;
import dev.kagzi.server.due.DueRuns;
import dev.kagzi.server.lease.Leases;
import dev.kagzi.server.limit.FreePlaces;
import dev.kagzi.server.limit.LimitSettling;
import dev.kagzi.server.schedule.DueSchedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Lazy;

/** Moves the server's clock, and does at once what its background services would do soon. */
@TestComponent
@Lazy
final class ContractTime {

    private static final int MOST_ROUNDS = 100;

    private final DatabaseClock clock;
    private final Leases leases;
    private final Deadlines deadlines;
    private final DueRuns dueRuns;
    private final Children children;
    private final DueSchedules schedules;
    private final LimitSettling settling;
    private final FreePlaces freePlaces;
    private final List<SmartLifecycle> services;
    private TestClock moved;

    ContractTime(
            DatabaseClock clock,
            Leases leases,
            Deadlines deadlines,
            DueRuns dueRuns,
            Children children,
            DueSchedules schedules,
            LimitSettling settling,
            FreePlaces freePlaces,
            List<SmartLifecycle> lifecycles) {
        this.clock = clock;
        this.leases = leases;
        this.deadlines = deadlines;
        this.dueRuns = dueRuns;
        this.children = children;
        this.schedules = schedules;
        this.settling = settling;
        this.freePlaces = freePlaces;
        this.moved = new TestClock(clock);
        this.services = lifecycles.stream()
                .filter(service -> service.getClass().getPackageName().equals("dev.kagzi.server.maintenance"))
                .toList();
    }

    /** From now on nothing happens by itself. */
    void takeOver() {
        services.forEach(SmartLifecycle::stop);
    }

    Instant now() {
        return clock.now();
    }

    void pass(Duration by) {
        moved.advance(by);
        settle();
    }

    /** Tells parents how their children have ended. */
    void tellOutcomes() {
        children.tellOutcomes();
    }

    /** Does what is due, until nothing is: in the order of the server in memory, on which nobody can rely. */
    void settle() {
        int done;
        int rounds = 0;
        do {
            if (++rounds > MOST_ROUNDS) {
                throw new AssertionError("There is something due that nothing ends");
            }
            done = places()
                    + leases.expire(true)
                    + deadlines.enforce()
                    + dueRuns.wake()
                    + children.tellOutcomes()
                    + schedules.fire();
        } while (done > 0);
    }

    /** From now on it is known who has polled while there was nothing to do. */
    void notePolls() {
        leases.lookForWaitingPolls();
    }

    private int places() {
        settling.settle();
        return freePlaces.give();
    }

    void reset() {
        moved.close();
        moved = new TestClock(clock);
    }
}
