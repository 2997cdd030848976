package dev.kagzi.server.lease;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.RunStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a run ends that is being undone.
 *
 * @param as FAILED or CANCELLED
 * @param failure why it failed, absent when it was cancelled
 */
record RunEnding(RunStatus as, @Nullable Failure failure) {

    static RunEnding failed(Failure failure) {
        return new RunEnding(RunStatus.FAILED, failure);
    }

    /** The failure that the run ends with when compensations failed too: it names both. */
    Failure with(Failure compensation) {
        String second = Objects.requireNonNullElse(compensation.message(), compensation.type());
        if (failure == null) {
            return Failure.of(FailureType.COMPENSATION_FAILED, "The run was cancelled. " + second);
        }
        String first = Objects.requireNonNullElse(failure.message(), failure.type());
        return new Failure(
                failure.type(),
                first + " " + second,
                failure.types(),
                failure.step(),
                failure.otherSteps(),
                failure.stack());
    }
}
