package dev.kagzi.server.wake;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.limit.Standing;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run whose row is locked by the current transaction, as far as waking it is concerned.
 *
 * @param claim number of its last claim
 * @param workerId who holds it or held it last
 * @param transitions rows of its history
 * @param standing how it stands with the limits of its workflow; null where there are none
 */
public record WakeableRun(
        UUID runId,
        String workflow,
        RunStatus status,
        long claim,
        @Nullable UUID workerId,
        int transitions,
        @Nullable Standing standing) {

    /** Whether a worker holds it. */
    public boolean isHeld() {
        return status == RunStatus.RUNNING;
    }

    /** Whether it can still go on: what resolves later is of no use to it otherwise. */
    public boolean isOpen() {
        return !status.isFinal() && status != RunStatus.NEEDS_ATTENTION;
    }
}
