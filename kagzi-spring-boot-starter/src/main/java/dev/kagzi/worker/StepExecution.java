package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.serialization.PayloadException;
import dev.kagzi.serialization.PayloadPlace;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Executes a step that has no recorded outcome: attempt after attempt, each outcome recorded before anything follows. */
final class StepExecution {

    private final RunExecution execution;
    private final HeldRun run;
    private final BranchExecution branch;
    private final StepAttempts attempts;
    private final BranchReports reports;
    private final Waits waits;
    private final ExecutionTools tools;

    StepExecution(
            RunExecution execution, BranchExecution branch, StepAttempts attempts, BranchReports reports, Waits waits) {
        this.execution = execution;
        this.run = execution.run();
        this.branch = branch;
        this.attempts = attempts;
        this.reports = reports;
        this.waits = waits;
        this.tools = execution.tools();
    }

    /** @param first the attempt to begin with, from 1 */
    @Nullable Object execute(OpenStep step, int first, Callable<? extends @Nullable Object> body) {
        for (int attempt = first; ; attempt++) {
            mayBegin();
            AttemptOutcome outcome = attempts.make(step, attempt, body);
            if (outcome instanceof AttemptOutcome.Returned returned) {
                return completed(step, attempt, returned);
            }
            failed(step, attempt, (AttemptOutcome.Threw) outcome);
        }
    }

    /** Everything before is durable, the lease holds, and the worker does not drain. */
    private void mayBegin() {
        execution.reports().settle();
        if (tools.drains()) {
            throw branch.leave(new Pause.ForDrain());
        }
    }

    /** The result is read back before it is recorded: one that cannot be read would fail every replay. */
    private @Nullable Object completed(OpenStep step, int attempt, AttemptOutcome.Returned returned) {
        if (step.kind() == StepKind.COMPENSATION) {
            reports.add(step.completed(forPeople(step, returned.result()), attempt, returned));
            return null;
        }
        Payload output;
        Object result;
        try {
            output = tools.mapper().write(returned.result(), step.definition().resultType());
            result = tools.mapper().read(output, step.definition().resultType());
        } catch (PayloadException e) {
            throw run.unwind(Ending.failed(run.claim(), unusable(step, e)));
        }
        Payload recorded = execution.payloads().encode(output, PayloadPlace.stepOutput(run.runId(), step.key()));
        reports.add(step.completed(recorded, attempt, returned));
        return result;
    }

    /** No code reads the result of a compensation: one that cannot be recorded must not keep the others from being executed. */
    private @Nullable Payload forPeople(OpenStep step, @Nullable Object result) {
        Payload output = execution.forPeople("result", step.key().toString(), result);
        return execution.payloads().encodeForPeople(output, PayloadPlace.stepOutput(run.runId(), step.key()));
    }

    private static Failure unusable(OpenStep step, PayloadException e) {
        String message = "The result of step '" + step.key() + "' cannot be recorded. " + e.getMessage();
        return RecordedText.failure(e, message, step.key());
    }

    /** Returns when the next attempt may begin. */
    private void failed(OpenStep step, int attempt, AttemptOutcome.Threw threw) {
        Failure failure = RecordedText.failure(threw.failure());
        RetryDecision decision =
                RetryDecision.after(threw.failure(), attempt, step.definition().retry(), tools.random());
        if (decision instanceof RetryDecision.Again again) {
            reports.add(step.failed(failure, attempt, again.pause(), threw));
            waits.pass(step.key());
            return;
        }
        reports.add(step.failed(failure, attempt, null, threw));
        throw execution.failures().rebuild(step.key(), failure, attempt);
    }
}
