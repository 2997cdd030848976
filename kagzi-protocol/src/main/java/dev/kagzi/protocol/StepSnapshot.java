package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step as it stood at one moment, for people.
 *
 * @param position number of the call in its branch, from 1
 * @param attempts attempts that have ended; crashes do not count
 * @param until when its open wait ends by itself
 * @param childRunId the child run it has started
 */
public record StepSnapshot(
        StepKey step,
        int position,
        StepKind kind,
        StepStatus status,
        int attempts,
        @JsonAlias("inputEncoded") @Nullable Payload input,
        @JsonAlias("outputEncoded") @Nullable Payload output,
        @Nullable Failure failure,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant until,
        @Nullable UUID childRunId) {}
