package dev.kagzi.server.step;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepStatus;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an open wait.
 *
 * @param status COMPLETED or FAILED
 * @param madeFor the run or event that an encoded output is bound to
 */
public record EndedWait(
        StepRef step,
        StepStatus status,
        @Nullable Payload output,
        @Nullable UUID madeFor,
        @Nullable Failure failure) {

    /** It has brought this. */
    public static EndedWait completed(StepRef step, @Nullable Payload output, @Nullable UUID madeFor) {
        return new EndedWait(step, StepStatus.COMPLETED, output, madeFor, null);
    }

    /** It has brought a failure. */
    public static EndedWait failed(StepRef step, Failure failure) {
        return new EndedWait(step, StepStatus.FAILED, null, null, failure);
    }
}
