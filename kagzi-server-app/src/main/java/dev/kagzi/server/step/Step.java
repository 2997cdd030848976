package dev.kagzi.server.step;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step as it is stored.
 *
 * @param attempts attempts that have ended
 * @param claim number of the claim that wrote it last
 * @param dueAt when its open wait ends by itself
 * @param childRunId the child run it has started
 * @param isCompensable whether what it did can be undone
 */
public record Step(
        UUID runId,
        StepKey key,
        int position,
        StepKind kind,
        StepStatus status,
        int attempts,
        long claim,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant dueAt,
        @Nullable Payload input,
        @Nullable Payload output,
        @Nullable Failure failure,
        @Nullable UUID childRunId,
        boolean isCompensable) {

    /** Whether a replay has to know of it: its outcome, its open wait or its failed attempts. */
    public boolean isHistory() {
        return status != StepStatus.RUNNING || attempts > 0;
    }

    /** Whether its run waits for something that has not come yet. */
    public boolean isOpenWait() {
        return status == StepStatus.WAITING && (dueAt != null || kind == StepKind.EVENT || kind == StepKind.CHILD);
    }
}
