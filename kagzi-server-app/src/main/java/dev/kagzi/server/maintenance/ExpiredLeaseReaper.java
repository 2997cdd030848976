package dev.kagzi.server.maintenance;

import dev.kagzi.server.lease.Leases;
import dev.kagzi.server.settings.ServerSettings;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Ends expired leases, so that other workers can claim the runs. An expiry is held against a run only when this server has been looking,
 * without a gap, for as long as the lease: while servers or database were away no worker could have renewed.
 */
@Component
public class ExpiredLeaseReaper extends BackgroundService {

    private static final Duration LONGEST_INTERVAL = Duration.ofMillis(500);
    /** A round that comes later than this after the one before shows that something was away. */
    private static final Duration GAP = Duration.ofSeconds(2);

    private final Leases leases;
    private final Duration leaseDuration;
    private final Duration interval;
    private long watchingSinceNanos = System.nanoTime();
    private long lastRoundNanos = watchingSinceNanos;

    ExpiredLeaseReaper(Leases leases, ServerSettings settings, SweepMeters meters) {
        super("expired-leases", meters);
        this.leases = leases;
        this.leaseDuration = settings.leaseDuration();
        Duration quarter = leaseDuration.dividedBy(4);
        this.interval = quarter.compareTo(LONGEST_INTERVAL) < 0 ? quarter : LONGEST_INTERVAL;
    }

    /** Ends what has expired by now, and returns how many leases that were. */
    public synchronized int runOnce() {
        long now = System.nanoTime();
        if (now - lastRoundNanos > GAP.toNanos()) {
            watchingSinceNanos = now;
        }
        boolean counts = now - watchingSinceNanos >= leaseDuration.toNanos();
        int expired = leases.expire(counts);
        // Set only after a round that worked: while the database is away the gap grows.
        lastRoundNanos = System.nanoTime();
        return expired;
    }

    @Override
    Duration runAndRest() {
        // There may be more than one round ends, and their runs have waited long enough.
        return runOnce() > 0 ? Duration.ZERO : interval;
    }
}
