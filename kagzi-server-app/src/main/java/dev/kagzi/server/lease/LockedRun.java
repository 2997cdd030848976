package dev.kagzi.server.lease;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.limit.Standing;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run whose row is locked by the current transaction.
 *
 * @param dueAt nearest end of its open waits
 * @param hasResolved an open wait has resolved that the worker has not yet gone on from
 * @param expiredClaims claims in a row that expired without a new outcome
 * @param transitions rows of its history
 * @param awaitsEvents whether it has ever waited for an event
 * @param hasBranches whether it has steps in branches
 * @param isAwaited whether another run waits for its outcome
 * @param isCompensable whether it has completed a step that can be undone
 * @param ending what it takes as its status once its compensations are done, and why
 * @param limitKey what its limits go by; null where its workflow has none
 */
record LockedRun(
        UUID runId,
        String workflow,
        RunStatus status,
        long claim,
        @Nullable UUID leaseSecret,
        @Nullable Instant leaseExpiresAt,
        @Nullable ClaimEnd claimEnd,
        @Nullable UUID workerId,
        @Nullable Instant dueAt,
        boolean hasResolved,
        int expiredClaims,
        int steps,
        int transitions,
        boolean awaitsEvents,
        boolean hasBranches,
        boolean isAwaited,
        boolean isCompensable,
        @Nullable RunEnding ending,
        @Nullable String limitKey) {

    /** How it stands with its limits, while it is held; null where its workflow has none. */
    @Nullable Standing standing() {
        return limitKey == null ? null : new Standing(limitKey, leaseSecret != null);
    }

    /** Whether this token is that of the claim which holds now, and the lease has not expired. */
    boolean isHeldUnder(LeaseToken token, Instant now) {
        return token.claim() == claim
                && token.secret().equals(leaseSecret)
                && leaseExpiresAt != null
                && leaseExpiresAt.isAfter(now);
    }

    /**
     * Where the run goes when its claim ends without an outcome: to its open wait, or back into the line. Where there are branches, the
     * others may have something to do.
     */
    RunStatus statusWithoutClaim() {
        return dueAt != null && !hasResolved && !hasBranches ? RunStatus.WAITING : RunStatus.PENDING;
    }
}
