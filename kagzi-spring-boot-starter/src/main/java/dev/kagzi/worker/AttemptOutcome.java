package dev.kagzi.worker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one attempt of a body. */
sealed interface AttemptOutcome {

    /** When the body was entered. */
    Instant startedAt();

    /** When the body was left. */
    Instant finishedAt();

    record Returned(@Nullable Object result, Instant startedAt, Instant finishedAt) implements AttemptOutcome {}

    record Threw(Throwable failure, Instant startedAt, Instant finishedAt) implements AttemptOutcome {}
}
