package dev.kagzi.test.server;

/** How a claim has ended. */
enum ClaimEnd {
    WAITING,
    COMPLETED,
    FAILED,
    NEEDS_ATTENTION,
    RELEASED,
    CANCELLED,
    TIMED_OUT,
    EXPIRED;

    /** Whether its worker has ended it. */
    boolean isReported() {
        return ordinal() <= RELEASED.ordinal();
    }
}
