package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a run's status, as it was written down with the change itself.
 *
 * @param seq from 1, without gaps
 * @param from absent for the first one
 * @param claim number of the run's last claim by then, 0 before the first
 * @param actor who changed it
 * @param reason what happened where the two statuses do not say it, or what the caller gave as reason
 * @param failure the failure that a retry has put aside
 */
public record RunTransition(
        int seq,
        @Nullable RunStatus from,
        RunStatus to,
        long claim,
        Actor actor,
        @Nullable String reason,
        @Nullable Failure failure,
        Instant at) {

    /** Who can change a run. */
    public enum Actor {
        CLIENT,
        WORKER,
        SERVER
    }
}
