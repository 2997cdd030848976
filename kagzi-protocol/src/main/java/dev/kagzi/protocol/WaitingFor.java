package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an unfinished run waits for.
 *
 * @param name step or thing waited for, where there is one
 * @param until when the wait ends by itself, where it does
 */
public record WaitingFor(
        Kind kind, @Nullable String name, @Nullable Instant until) {

    /** Kinds of waiting. */
    public enum Kind {
        /** PENDING: for a worker with a free slot. */
        WORKER,
        /** PENDING: for its start time. */
        START_TIME,
        /** PENDING: for the end of another claim, as many as its workflow may have at once are made. */
        CONCURRENCY,
        /** PENDING: for time to pass, as many runs as its workflow may begin have begun. */
        THROTTLE,
        /** WAITING: for the end of a sleep. */
        SLEEP,
        /** WAITING: for an event. */
        EVENT,
        /** WAITING: for the end of a child run. */
        CHILD,
        /** WAITING: for the next attempt of a step. */
        RETRY
    }
}
