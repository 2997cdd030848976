package dev.kagzi.server.run;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.signal.Signal.ClaimEnded;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Cancels runs and retries them. */
@Component
class RunChanges {

    private final LockedRuns runs;
    private final RunChangeRepository changes;
    private final RunStepRepository runSteps;
    private final Steps steps;
    private final Signals signals;
    private final RunSnapshots snapshots;
    private final RunMeters meters;

    RunChanges(
            LockedRuns runs,
            RunChangeRepository changes,
            RunStepRepository runSteps,
            Steps steps,
            Signals signals,
            RunSnapshots snapshots,
            RunMeters meters) {
        this.runs = runs;
        this.changes = changes;
        this.runSteps = runSteps;
        this.steps = steps;
        this.signals = signals;
        this.snapshots = snapshots;
        this.meters = meters;
    }

    /** Ends a run and its claim at once; its worker hears of it with its next request. A finished run stays as it is. */
    RunSnapshot cancel(UUID namespaceId, UUID runId, CancelRun request) {
        new Violations().text("/reason", request.reason(), TextRule.REASON).throwIfAny();
        return runs.change(namespaceId, runId, (run, now) -> {
            if (!RunTransitions.allow(run.status(), RunStatus.CANCELLED, Actor.CLIENT)) {
                return snapshots.of(run, Remarks.ALREADY);
            }
            changes.cancel(run, request.reason(), now);
            steps.closeWaits(namespaceId, List.of(runId));
            meters.finished(run.workflow(), RunStatus.CANCELLED);
            if (run.claim() != null) {
                signals.afterCommit(new ClaimEnded(
                        namespaceId, run.claim().workerId(), runId, run.claim().number()));
            }
            return changed(run);
        });
    }

    /** Lets a run go on that failed or needs attention: its failure moves to the history, and the step that failed is tried anew. */
    RunSnapshot retry(UUID namespaceId, UUID runId) {
        return runs.change(namespaceId, runId, (run, now) -> {
            if (!RunTransitions.allow(run.status(), RunStatus.PENDING, Actor.CLIENT)) {
                throw RunProblems.notRetryable(run);
            }
            retry(run, now);
            signals.afterCommit(new RunClaimable(namespaceId, run.workflow()));
            return changed(run);
        });
    }

    private void retry(Run run, Instant now) {
        Failure failure = snapshots.failure(run);
        changes.retry(run, now);
        runSteps.reopen(
                run.namespaceId(),
                run.runId(),
                run.status() == RunStatus.FAILED && failure != null ? failure.step() : null);
    }

    private RunSnapshot changed(Run before) {
        Run run = runs.changed(before);
        signals.afterCommit(new RunChanged(run.namespaceId(), run.runId()));
        TransitionLog.changed(
                run.namespaceId(), run.runId(), run.workflow(), before.status(), run.status(), "by a client");
        return snapshots.of(run);
    }
}
