package dev.kagzi.worker;

import dev.kagzi.definition.StepDefinition;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step without a recorded outcome.
 *
 * @param position number of the call in its branch, from 1
 * @param kind STEP or COMPENSATION
 * @param input what is recorded of its arguments
 */
record OpenStep(
        ClaimedRun run,
        StepKey key,
        int position,
        StepKind kind,
        StepDefinition definition,
        @Nullable Payload input) {

    Report.StepCompleted completed(@Nullable Payload output, int attempts, AttemptOutcome outcome) {
        return new Report.StepCompleted(
                run.runId(),
                run.leaseToken(),
                key,
                position,
                kind,
                input,
                output,
                attempts,
                outcome.startedAt(),
                outcome.finishedAt(),
                definition.compensation() == null ? null : true);
    }

    /** @param retryIn pause before the next attempt; none when the failure is final */
    Report.StepFailed failed(Failure failure, int attempts, @Nullable Duration retryIn, AttemptOutcome outcome) {
        return new Report.StepFailed(
                run.runId(),
                run.leaseToken(),
                key,
                position,
                kind,
                input,
                failure,
                attempts,
                retryIn,
                outcome.startedAt(),
                outcome.finishedAt());
    }
}
