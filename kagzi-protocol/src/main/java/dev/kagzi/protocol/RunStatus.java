package dev.kagzi.protocol;

/** Where a run stands. */
public enum RunStatus {
    /** Accepted, and waiting for a worker or for its start time. */
    PENDING,
    /** Claimed by a worker. */
    RUNNING,
    /** Held by nobody until one of its open waits resolves. */
    WAITING,
    /** History and code disagree, or its worker crashed again and again. */
    NEEDS_ATTENTION,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether the run is finished. Only an explicit retry changes a final status. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
