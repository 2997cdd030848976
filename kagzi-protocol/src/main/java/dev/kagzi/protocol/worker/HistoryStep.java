package dev.kagzi.protocol.worker;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run's history.
 *
 * @param position number of the call in its branch, from 1
 * @param status COMPLETED, FAILED or WAITING
 * @param attempts failed and completed attempts so far
 * @param until when its open wait ends by itself; absent when a step between two attempts may go on now
 * @param childRunId the child run it has started
 * @param completedAt when it completed, by the database's clock; only of steps that can be undone
 */
public record HistoryStep(
        StepKey step,
        int position,
        StepKind kind,
        StepStatus status,
        @JsonAlias("outputEncoded") @Nullable Payload output,
        @Nullable Failure failure,
        int attempts,
        @Nullable Instant until,
        @Nullable UUID childRunId,
        @Nullable Instant completedAt) {

    /** A step that cannot be undone. */
    public HistoryStep(
            StepKey step,
            int position,
            StepKind kind,
            StepStatus status,
            @Nullable Payload output,
            @Nullable Failure failure,
            int attempts,
            @Nullable Instant until,
            @Nullable UUID childRunId) {
        this(step, position, kind, status, output, failure, attempts, until, childRunId, null);
    }
}
