package dev.kagzi.server.maintenance;

import dev.kagzi.server.audit.AuditTrail;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes audit entries when their retention is over, a batch at a time with a pause in between. */
@Component
public class OldAuditRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final AuditTrail trail;

    OldAuditRemover(AuditTrail trail, SweepMeters meters) {
        super("old-audit", meters);
        this.trail = trail;
    }

    /** Removes one batch, and returns how many entries that were. */
    public int runOnce() {
        return trail.removeOld();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? BETWEEN_BATCHES : INTERVAL;
    }
}
