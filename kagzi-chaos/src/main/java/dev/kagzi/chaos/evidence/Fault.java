package dev.kagzi.chaos.evidence;

/**
 * Something done to a process or to a request.
 *
 * @param healedNanos when it was over; equal to {@code atNanos} where there is nothing to heal
 */
public record Fault(Kind kind, String target, long atNanos, long healedNanos) {

    /** What was done. */
    public enum Kind {
        WORKER_KILL,
        SERVER_KILL,
        DATABASE_STOP,
        WORKER_PAUSE,
        /** SIGTERM, once all other faults are healed; it is over when the process has ended. */
        WORKER_DRAIN,
        SERVER_PAUSE,
        REQUEST_CUT,
        /** By more than a lease. */
        REQUEST_DELAYED,
        ANSWER_CUT,
        /** By less than a lease. */
        ANSWER_LATE,
        /** By more than a lease. */
        ANSWER_DELAYED,
        REQUEST_DOUBLED
    }

    /** Whether it keeps a server from its work. */
    public boolean disturbsServers() {
        return kind == Kind.SERVER_KILL || kind == Kind.SERVER_PAUSE || kind == Kind.DATABASE_STOP;
    }

    /** How long the fault and a span of time have in common. */
    public long overlap(long fromNanos, long toNanos) {
        return Math.max(0, Math.min(toNanos, healedNanos) - Math.max(fromNanos, atNanos));
    }
}
