package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import org.jspecify.annotations.Nullable;

/** Why a worker has stopped executing a run. */
public enum RunOutcome {
    /** The run has its result. */
    COMPLETED,
    /** The run has failed for good, or is about to be undone for that. */
    FAILED,
    /** What the run had done is undone: it has ended as it was to. */
    COMPENSATED,
    /** The run waits, and goes on later, here or on another worker. */
    WAITING,
    /** History and code disagree: a person has to look. */
    NEEDS_ATTENTION,
    /** The worker has given the run back because it drains. */
    RELEASED,
    /** The run was cancelled, timed out, or its lease was lost: what the worker did since its last report counts for nothing. */
    DROPPED;

    /** @param undone whether the run was being undone */
    static RunOutcome of(@Nullable Report last, boolean undone) {
        if (last instanceof Report.RunCompleted) {
            return undone ? COMPENSATED : COMPLETED;
        } else if (last instanceof Report.RunFailed) {
            return FAILED;
        } else if (last instanceof Report.Waiting) {
            return WAITING;
        } else if (last instanceof Report.NeedsAttention) {
            return NEEDS_ATTENTION;
        }
        return last instanceof Report.Released ? RELEASED : DROPPED;
    }
}
