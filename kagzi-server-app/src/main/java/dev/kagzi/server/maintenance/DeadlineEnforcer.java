package dev.kagzi.server.maintenance;

import dev.kagzi.server.due.Deadlines;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Fails runs past their deadline, at most half a second late. */
@Component
public class DeadlineEnforcer extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Deadlines deadlines;

    DeadlineEnforcer(Deadlines deadlines, SweepMeters meters) {
        super("deadlines", meters);
        this.deadlines = deadlines;
    }

    /** Fails what is past its deadline now. */
    public int runOnce() {
        return deadlines.enforce();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? Duration.ZERO : INTERVAL;
    }
}
