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
public class ExpiredLeaseReaper extends WatchedService {

    /** A look that comes later than this after the one before shows that something was away. */
    private static final Duration GAP = Duration.ofSeconds(2);

    private final Leases leases;
    private final Duration leaseDuration;
    private final Object looks = new Object();
    private long watchingSinceNanos = System.nanoTime();
    private long lastLookNanos = watchingSinceNanos;

    ExpiredLeaseReaper(Leases leases, ServerSettings settings, SweepMeters meters) {
        super("expired-leases", meters);
        this.leases = leases;
        this.leaseDuration = settings.leaseDuration();
    }

    /** Ends what has expired by now, and returns how many leases that were. */
    public synchronized int runOnce() {
        int expired = leases.expire(watchingFor().compareTo(leaseDuration) >= 0);
        // Only after a round that worked: while the database is away the gap grows.
        looked();
        return expired;
    }

    @Override
    String condition() {
        return Leases.IS_ANY_EXPIRED;
    }

    /** Where nothing has expired it is as good as a round. Where something has, the round has to work. */
    @Override
    void watched(boolean holds) {
        if (!holds) {
            watchingFor();
            looked();
        }
        super.watched(holds);
    }

    /** How long it has been looking without a gap. */
    private Duration watchingFor() {
        synchronized (looks) {
            long now = System.nanoTime();
            if (now - lastLookNanos > GAP.toNanos()) {
                watchingSinceNanos = now;
            }
            return Duration.ofNanos(now - watchingSinceNanos);
        }
    }

    private void looked() {
        synchronized (looks) {
            lastLookNanos = System.nanoTime();
        }
    }

    @Override
    Duration runAndRest() {
        // There may be more than one round ends, and their runs have waited long enough.
        return runOnce() > 0 ? Duration.ZERO : UNWATCHED;
    }
}
