package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.Decision;
import dev.kagzi.replay.Replay;
import dev.kagzi.serialization.PayloadException;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls from the history, and lets those through that it does not have; any difference ends the execution. */
final class ReplayedCalls {

    private static final Logger log = LoggerFactory.getLogger(ReplayedCalls.class);

    private final HeldRun run;
    private final Replay replay;
    private final StepFailures failures;
    private final RunPayloads payloads;

    ReplayedCalls(HeldRun run, Replay replay, StepFailures failures, RunPayloads payloads) {
        this.run = run;
        this.replay = replay;
        this.failures = failures;
        this.payloads = payloads;
    }

    /** Gives the recorded outcome, or what {@code execution} makes of a call without one. */
    @Nullable Object next(String name, StepKind kind, Type type, Function<Decision.Execute, @Nullable Object> execution) {
        Decision decision = replay.next(null, name, kind);
        if (decision instanceof Decision.Recorded recorded) {
            return outcome(recorded.step(), type);
        }
        if (decision instanceof Decision.Execute execute) {
            return execution.apply(execute);
        }
        if (decision instanceof Decision.Mismatch mismatch) {
            throw needsAttention(mismatch.message());
        }
        // The wait in the history is older than this claim: the server wakes the run when it is over.
        throw run.unwind(Ending.waiting(run.claim()));
    }

    /** Whether the next call has been made before. */
    boolean hasHistoryLeft() {
        return replay.hasHistoryLeft(null);
    }

    private @Nullable Object outcome(HistoryStep step, Type type) {
        if (step.status() == StepStatus.FAILED) {
            Failure failure = step.failure() == null
                    ? Failure.of(FailureType.UNKNOWN, "No failure was recorded.")
                    : step.failure();
            throw failures.rebuild(step.step(), failure, step.attempts());
        }
        try {
            return payloads.read(step.output(), type, PayloadPlace.stepOutput(run.runId(), step.step()));
        } catch (PayloadException e) {
            throw needsAttention(
                    "The recorded result of step '" + step.step() + "' does not fit the code. " + e.getMessage());
        }
    }

    private Unwinding needsAttention(String difference) {
        log.debug("Mismatch in {}: {}", run, difference);
        return run.unwind(Ending.needsAttention(run.claim(), Mismatches.failure(difference)));
    }
}
