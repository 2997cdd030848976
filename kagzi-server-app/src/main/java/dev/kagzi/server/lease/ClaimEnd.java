package dev.kagzi.server.lease;

/** How a claim ended. */
enum ClaimEnd {
    COMPLETED,
    FAILED,
    NEEDS_ATTENTION,
    WAITING,
    RELEASED,
    EXPIRED,
    CANCELLED,
    TIMED_OUT;

    /** Whether the worker itself ended it by a report. */
    boolean isReported() {
        return this != EXPIRED && this != CANCELLED && this != TIMED_OUT;
    }
}
