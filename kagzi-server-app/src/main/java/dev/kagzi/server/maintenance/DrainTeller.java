package dev.kagzi.server.maintenance;

import dev.kagzi.server.lease.Leases;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Tells workers that they were asked to drain: what a lost signal would have told. */
@Component
public class DrainTeller extends WatchedService {

    private static final Duration PACE = Duration.ofSeconds(1);

    private final Leases leases;

    DrainTeller(Leases leases, SweepMeters meters) {
        super("drains", PACE, meters);
        this.leases = leases;
    }

    /** Tells all that poll here. */
    public void runOnce() {
        leases.tellDraining();
    }

    @Override
    String condition() {
        return Leases.IS_ANY_DRAINING;
    }

    @Override
    Duration runAndRest() {
        runOnce();
        return UNWATCHED;
    }
}
