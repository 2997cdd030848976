package dev.kagzi.server.maintenance;

import dev.kagzi.server.due.DueRuns;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Wakes sleeping runs at the nearest due time. It hears of new ones by signals; the watch finds what a lost signal would have told half a
 * second before it is due, or after it was written.
 */
@Component
public class DueRunWaker extends WatchedService implements SignalListener {

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
    String condition() {
        return DueRuns.IS_ANY_DUE_SOON;
    }

    @Override
    Duration runAndRest() {
        runOnce();
        Duration next = dueRuns.untilNext().orElse(UNWATCHED);
        if (next.isZero()) {
            return LOCKED_BY_OTHERS;
        }
        return next.compareTo(UNWATCHED) < 0 ? next : UNWATCHED;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof RunDue) {
            // When exactly is asked on this service's own thread: it costs a look at the database's clock.
            wakeIn(Duration.ZERO);
        }
    }
}
