package dev.kagzi.server.maintenance;

import dev.kagzi.server.due.DueRuns;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Wakes sleeping runs at the nearest due time. It hears of new ones by signals and looks once a second by itself, so that a lost signal
 * costs a second at most.
 */
@Component
public class DueRunWaker extends BackgroundService implements SignalListener {

    private static final Duration FLOOR = Duration.ofSeconds(1);
    /** What is due and was not woken is being written by somebody else. */
    private static final Duration LOCKED_BY_OTHERS = Duration.ofMillis(5);

    private final DueRuns dueRuns;

    DueRunWaker(DueRuns dueRuns, SweepMeters meters) {
        super("due-runs", meters);
        this.dueRuns = dueRuns;
    }

    /** Wakes all that is due now. */
    public int runOnce() {
        int woken = 0;
        int round;
        do {
            round = dueRuns.wake();
            woken += round;
        } while (round > 0);
        return woken;
    }

    @Override
    Duration runAndRest() {
        runOnce();
        Duration next = dueRuns.untilNext().orElse(FLOOR);
        if (next.isZero()) {
            return LOCKED_BY_OTHERS;
        }
        return next.compareTo(FLOOR) < 0 ? next : FLOOR;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof RunDue) {
            // When exactly is asked on this service's own thread: it costs a look at the database's clock.
            wakeIn(Duration.ZERO);
        }
    }
}
