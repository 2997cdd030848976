package dev.kagzi.server.schedule;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One moment a schedule fires at: started, skipped, or waiting when it is neither.
 *
 * @param madeUp it was missed, or a backfill asks for it
 */
record Firing(
        Instant fireAt,
        boolean madeUp,
        @Nullable UUID runId,
        @Nullable SkipReason skipped) {

    static Firing started(Instant fireAt, UUID runId) {
        return new Firing(fireAt, false, runId, null);
    }

    static Firing skipped(Instant fireAt, SkipReason reason) {
        return new Firing(fireAt, false, null, reason);
    }

    static Firing waiting(Instant fireAt) {
        return new Firing(fireAt, false, null, null);
    }

    static Firing madeUp(Instant fireAt) {
        return new Firing(fireAt, true, null, null);
    }

    boolean isDecided() {
        return runId != null || skipped != null;
    }
}
