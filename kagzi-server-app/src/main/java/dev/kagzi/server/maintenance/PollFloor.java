package dev.kagzi.server.maintenance;

import dev.kagzi.server.lease.Leases;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Looks once a second whether any waiting poll could be served: what a lost signal would have told. */
@Component
public class PollFloor extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Leases leases;

    PollFloor(Leases leases, SweepMeters meters) {
        super("poll-floor", meters);
        this.leases = leases;
    }

    /** Looks now. */
    public void runOnce() {
        leases.lookForWaitingPolls();
    }

    @Override
    Duration runAndRest() {
        runOnce();
        return INTERVAL;
    }
}
