package dev.kagzi.server.maintenance;

import dev.kagzi.server.schedule.DueSchedules;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Fires schedules at the nearest time at which one is due. The watch finds those saved on other servers, so that one which is due at once is
 * late by a second at most.
 */
@Component
public class ScheduleFirer extends WatchedService implements SignalListener {

    private static final Duration PACE = Duration.ofSeconds(1);
    /** What is due and was not fired is being fired by somebody else. */
    private static final Duration LOCKED_BY_OTHERS = Duration.ofMillis(5);
    /** While firings wait for runs to end, runs that change are looked at together. */
    private static final Duration AFTER_CHANGES = Duration.ofMillis(100);

    private final DueSchedules schedules;

    ScheduleFirer(DueSchedules schedules, SweepMeters meters) {
        super("schedules", PACE, meters);
        this.schedules = schedules;
    }

    /** Fires all that is due now, and returns how often there was something to do. */
    public int runOnce() {
        int fired = 0;
        int round;
        do {
            round = schedules.fire();
            fired += round;
        } while (round > 0);
        return fired;
    }

    @Override
    String condition() {
        return DueSchedules.IS_ANY_DUE_SOON;
    }

    @Override
    Duration runAndRest() {
        Duration next = schedules.untilNext().orElse(UNWATCHED);
        if (next.isZero()) {
            return runOnce() > 0 ? Duration.ZERO : LOCKED_BY_OTHERS;
        }
        return next.compareTo(UNWATCHED) < 0 ? next : UNWATCHED;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof RunChanged && schedules.isAnyWaiting()) {
            wakeIn(AFTER_CHANGES);
        }
    }
}
