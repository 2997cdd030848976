package dev.kagzi.server.maintenance;

import dev.kagzi.server.due.Deadlines;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Fails runs past their deadline, at most half a second late. */
@Component
public class DeadlineEnforcer extends WatchedService {

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
    String condition() {
        return Deadlines.IS_ANY_PASSED;
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? Duration.ZERO : UNWATCHED;
    }
}
