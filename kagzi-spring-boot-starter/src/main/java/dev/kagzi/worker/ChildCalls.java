package dev.kagzi.worker;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.Decision;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs that workflow code starts as children of its own, and their outcomes. */
final class ChildCalls {

    private final RunExecution execution;
    private final HeldRun run;
    private final CallGate gate;
    private final ReplayedCalls calls;
    private final BranchReports reports;
    private final Waits waits;

    ChildCalls(RunExecution execution, CallGate gate, ReplayedCalls calls, BranchReports reports, Waits waits) {
        this.execution = execution;
        this.run = execution.run();
        this.gate = gate;
        this.calls = calls;
        this.reports = reports;
        this.waits = waits;
    }

    /** Starts the child, unless an earlier execution has. */
    StartedChild start(ChildStart start) {
        String what = "start of child '" + start.workflow() + "'";
        return gate.pass(what, () -> {
            OpenTransactionCheck.before(what);
            Decision decision = calls.decide(start.workflow(), StepKind.CHILD);
            if (decision instanceof Decision.Execute call) {
                return start(start, call);
            }
            HistoryStep step = ReplayedCalls.stepOf(decision);
            UUID childRunId = Objects.requireNonNull(step.childRunId(), "The history has a child without its runId");
            return new StartedChild(step.step(), start.workflow(), childRunId, start.resultType());
        });
    }

    private StartedChild start(ChildStart start, Decision.Execute call) {
        UUID childRunId = UuidCreator.getTimeOrderedEpoch();
        Payload input = start.inputType() == null ? null : calls.write(start.input(), start.inputType(), call.key());
        reports.add(new Report.ChildStarted(
                run.runId(),
                run.claim().leaseToken(),
                call.key(),
                call.position(),
                start.workflow(),
                input == null ? null : execution.payloads().encode(input, PayloadPlace.input(childRunId)),
                null,
                childRunId,
                input == null ? null : execution.payloads().inputHash(input),
                input == null ? null : concurrencyKey(start.workflow(), input)));
        return new StartedChild(call.key(), start.workflow(), childRunId, start.resultType());
    }

    private @Nullable String concurrencyKey(String workflow, Payload input) {
        Worker.Application application = execution.tools().application();
        return application
                .mapper()
                .concurrencyKey(input, application.workflows().keyPath(workflow));
    }

    /** The result of a child that any branch of the run has started. */
    @Nullable Object result(StartedChild child) {
        String what = "result of child '" + child.workflow() + "'";
        return gate.<@Nullable Object>pass(what, () -> {
            OpenTransactionCheck.before(what);
            HistoryStep outcome = run.history().resolved(child.step());
            return outcome(child, outcome == null ? waits.pass(child.step()) : outcome);
        });
    }

    private @Nullable Object outcome(StartedChild child, HistoryStep outcome) {
        if (outcome.status() == StepStatus.FAILED) {
            throw execution.failures().rebuild(child, ReplayedCalls.failure(outcome));
        }
        return calls.read(outcome, child.resultType(), PayloadPlace.output(child.runId()));
    }

    /**
     * What workflow code asks for.
     *
     * @param inputType {@code null} for a workflow without an input
     */
    record ChildStart(
            String workflow,
            @Nullable Object input,
            @Nullable Type inputType,
            Type resultType) {}

    /** A child as the history has it, and what its result is read as. */
    record StartedChild(StepKey step, String workflow, UUID runId, Type resultType) {}
}
