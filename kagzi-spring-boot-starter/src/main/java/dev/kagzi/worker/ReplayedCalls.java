package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.BranchReplay;
import dev.kagzi.replay.Decision;
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

    private final RunExecution execution;
    private final HeldRun run;
    private final BranchReplay replay;
    private final Waits waits;
    private final boolean onlyReplays;

    /** @param onlyReplays whether the code leaves where there is no history left */
    ReplayedCalls(RunExecution execution, BranchReplay replay, Waits waits, boolean onlyReplays) {
        this.execution = execution;
        this.run = execution.run();
        this.replay = replay;
        this.waits = waits;
        this.onlyReplays = onlyReplays;
    }

    /** Gives the recorded outcome, or what {@code fresh} makes of a call without one. */
    @Nullable Object next(String name, StepKind kind, Type type, Function<Decision.Execute, @Nullable Object> fresh) {
        Decision decision = decide(name, kind);
        if (decision instanceof Decision.Execute execute) {
            return fresh.apply(execute);
        }
        if (decision instanceof Decision.WaitIsOpen open) {
            throw waits.leave(open.step().step());
        }
        return outcome(stepOf(decision), type);
    }

    /** The next step, whose outcome is recorded; the code leaves where none is. */
    HistoryStep recorded(String name, StepKind kind) {
        Decision decision = decide(name, kind);
        HistoryStep step = stepOf(decision);
        if (decision instanceof Decision.WaitIsOpen) {
            throw waits.leave(step.step());
        }
        return step;
    }

    /** What the history says to the next call; it is not another one. */
    Decision decide(String name, StepKind kind) {
        Decision decision = run.history().use(known -> replay.next(name, kind));
        if (decision instanceof Decision.Mismatch mismatch) {
            throw needsAttention(mismatch.message());
        }
        if (onlyReplays && decision instanceof Decision.Execute) {
            throw waits.stop();
        }
        return decision;
    }

    /** The recorded step, whether its outcome is there or not. */
    static HistoryStep stepOf(Decision decision) {
        if (decision instanceof Decision.Recorded recorded) {
            return recorded.step();
        }
        if (decision instanceof Decision.WaitIsOpen open) {
            return open.step();
        }
        throw new IllegalArgumentException("Nothing is recorded: " + decision);
    }

    /** The branch that calls, {@code null} at the top. */
    @Nullable String branch() {
        return replay.branch();
    }

    /** Whether the next call has been made before. */
    boolean hasHistoryLeft() {
        return run.history().use(known -> replay.hasHistoryLeft());
    }

    /** The recorded outcome of a step, which is no child. */
    @Nullable Object outcome(HistoryStep step, Type type) {
        if (step.status() == StepStatus.FAILED) {
            throw execution.failures().rebuild(step.step(), failure(step), step.attempts());
        }
        return read(step, type, PayloadPlace.stepOutput(run.runId(), step.step()));
    }

    static Failure failure(HistoryStep step) {
        return step.failure() == null ? Failure.of(FailureType.UNKNOWN, "No failure was recorded.") : step.failure();
    }

    @Nullable Object read(HistoryStep step, Type type, PayloadPlace place) {
        try {
            return execution.payloads().read(step.output(), type, place);
        } catch (PayloadException e) {
            throw run.unwind(Ending.needsAttention(
                    run.claim(),
                    Mismatches.ofType("What is recorded of " + step.kind() + " '" + step.step()
                            + "' does not fit the code. " + e.getMessage())));
        }
    }

    /** What a call sends out; what cannot be written never will be, and ends the run. */
    Payload write(@Nullable Object value, Type type, StepKey step) {
        try {
            return execution.tools().mapper().write(value, type);
        } catch (PayloadException e) {
            String message = "What step '" + step + "' sends cannot be recorded. " + e.getMessage();
            throw run.unwind(Ending.failed(run.claim(), RecordedText.failure(e, message, step)));
        }
    }

    Unwinding needsAttention(String difference) {
        log.debug("Mismatch in {}: {}", run, difference);
        return run.unwind(Ending.needsAttention(run.claim(), Mismatches.failure(difference)));
    }
}
