package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step as it stood at one moment, for people.
 *
 * @param position number of the call in its branch, from 1
 * @param attempts attempts that have begun
 * @param until when its open wait ends
 */
public record StepSnapshot(
        StepKey step,
        int position,
        StepKind kind,
        StepStatus status,
        int attempts,
        @Nullable Payload input,
        @Nullable Payload output,
        @Nullable Failure failure,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant until) {}
