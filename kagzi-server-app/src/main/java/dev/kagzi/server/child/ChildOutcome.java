package dev.kagzi.server.child;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.step.EndedWait;
import dev.kagzi.server.step.StepRef;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a child has ended, for a step that waits for it.
 *
 * @param reason why it was cancelled, where somebody has said so
 */
record ChildOutcome(
        StepRef step,
        UUID childRunId,
        RunStatus status,
        @Nullable Payload output,
        @Nullable Failure failure,
        @Nullable String reason) {

    EndedWait ended() {
        return switch (status) {
            case COMPLETED -> EndedWait.completed(step, output, childRunId);
            case CANCELLED ->
                EndedWait.failed(
                        step,
                        Failure.of(
                                FailureType.RUN_CANCELLED,
                                "The child run '" + childRunId + "' was cancelled"
                                        + (reason == null ? "." : ": " + reason)));
            default ->
                EndedWait.failed(
                        step,
                        Objects.requireNonNullElse(
                                failure, Failure.of(FailureType.UNKNOWN, "No failure was recorded.")));
        };
    }
}
