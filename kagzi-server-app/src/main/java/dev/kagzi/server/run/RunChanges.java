package dev.kagzi.server.run;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.limit.Standing;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.signal.Signal.ClaimEnded;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Cancels runs and retries them. */
@Component
public class RunChanges {

    private final LockedRuns runs;
    private final RunChangeRepository changes;
    private final RunStepRepository runSteps;
    private final Steps steps;
    private final StartLimits limits;
    private final Places places;
    private final Signals signals;
    private final RunSnapshots snapshots;
    private final RunMeters meters;

    RunChanges(
            LockedRuns runs,
            RunChangeRepository changes,
            RunStepRepository runSteps,
            Steps steps,
            StartLimits limits,
            Places places,
            Signals signals,
            RunSnapshots snapshots,
            RunMeters meters) {
        this.runs = runs;
        this.changes = changes;
        this.runSteps = runSteps;
        this.steps = steps;
        this.limits = limits;
        this.places = places;
        this.signals = signals;
        this.snapshots = snapshots;
        this.meters = meters;
    }

    /**
     * Ends a run and its claim at once, and so its children, theirs included; workers hear of it with their next request. A run that can
     * be undone ends when its compensations are done, unless the cancel is by force. A finished run stays as it is.
     */
    public RunSnapshot cancel(UUID namespaceId, UUID runId, CancelRun request) {
        new Violations().text("/reason", request.reason(), TextRule.REASON).throwIfAny();
        return runs.change(namespaceId, runId, (run, now) -> {
            if (!RunTransitions.allow(run.status(), RunStatus.CANCELLED, Actor.CLIENT)) {
                return snapshots.of(run, Remarks.ALREADY);
            }
            boolean force = Boolean.TRUE.equals(request.force());
            List<Run> changed = cancel(List.of(run), request.reason(), force, now);
            cancelChildren(namespaceId, List.of(runId), force, now);
            places.settle();
            return changed.isEmpty() ? snapshots.of(run) : changed(run);
        });
    }

    /** Cancels locked runs and their children in the current transaction. */
    void cancelAll(UUID namespaceId, List<Run> cancelled, String reason, Instant now) {
        if (!cancelled.isEmpty()) {
            cancel(cancelled, reason, false, now).forEach(run -> announce(run, false, reason));
            cancelChildren(namespaceId, cancelled.stream().map(Run::runId).toList(), false, now);
        }
    }

    private void cancelChildren(UUID namespaceId, List<UUID> cancelled, boolean force, Instant now) {
        List<Run> children = runs.lockOpenChildren(namespaceId, cancelled);
        if (!children.isEmpty()) {
            cancel(children, "the run that started it was cancelled", force, now)
                    .forEach(child -> announce(child, force, "with its parent"));
            cancelChildren(namespaceId, children.stream().map(Run::runId).toList(), force, now);
        }
    }

    /** @return those that it has changed: what is being undone already stays as it is */
    private List<Run> cancel(List<Run> runs, @Nullable String reason, boolean force, Instant now) {
        List<Run> changed =
                runs.stream().filter(run -> force || run.ending() == null).toList();
        end(changed.stream().filter(run -> force || !run.isCompensable()).toList(), reason, now);
        undo(changed.stream().filter(run -> !force && run.isCompensable()).toList(), reason, now);
        return changed;
    }

    private void undo(List<Run> cancelled, @Nullable String reason, Instant now) {
        if (cancelled.isEmpty()) {
            return;
        }
        UUID namespaceId = cancelled.get(0).namespaceId();
        changes.undo(namespaceId, cancelled, reason, now);
        steps.closeWaits(namespaceId, cancelled.stream().map(Run::runId).toList());
        for (Run run : cancelled) {
            endClaim(run);
            places.standInLine(namespaceId, run.runId(), run.workflow(), run.standing(), now);
        }
    }

    private void endClaim(Run run) {
        if (run.claim() != null) {
            signals.afterCommit(new ClaimEnded(
                    run.namespaceId(),
                    run.claim().workerId(),
                    run.runId(),
                    run.claim().number()));
        }
    }

    private void end(List<Run> cancelled, @Nullable String reason, Instant now) {
        if (cancelled.isEmpty()) {
            return;
        }
        UUID namespaceId = cancelled.get(0).namespaceId();
        changes.cancel(namespaceId, cancelled, reason, now);
        steps.closeWaits(namespaceId, cancelled.stream().map(Run::runId).toList());
        for (Run run : cancelled) {
            meters.finished(namespaceId, run.workflow(), RunStatus.CANCELLED, 1);
            endClaim(run);
            int claims = run.times().started() == null ? 0 : 1;
            places.leave(namespaceId, run.runId(), run.workflow(), run.standing(), claims, now);
            if (run.isAwaited()) {
                signals.afterCommit(new OutcomeAwaited(namespaceId));
            }
        }
    }

    /** Lets a run go on that failed or needs attention: its failure moves to the history, and the step that failed is tried anew. */
    public RunSnapshot retry(UUID namespaceId, UUID runId) {
        return runs.change(namespaceId, runId, this::retried);
    }

    /** The same for a run of which this is the attempt that failed; a later one has been retried already, and stays as it is. */
    RunSnapshot retry(UUID namespaceId, UUID runId, int attempt) {
        return runs.change(
                namespaceId,
                runId,
                (run, now) -> run.attempt() > attempt ? snapshots.of(run, Remarks.ALREADY) : retried(run, now));
    }

    private RunSnapshot retried(Run run, Instant now) {
        if (run.status() == RunStatus.FAILED && run.ending() != null) {
            throw RunProblems.compensated(run);
        }
        if (run.status() != RunStatus.FAILED && run.status() != RunStatus.NEEDS_ATTENTION) {
            throw RunProblems.notRetryable(run);
        }
        retry(run, now);
        places.settle();
        return changed(run);
    }

    private void retry(Run run, Instant now) {
        Failure failure = snapshots.failure(run);
        String limitKey = limits.keyOf(run, run.workflow());
        changes.retry(run, limitKey, now);
        Standing standing = limitKey == null ? null : new Standing(limitKey, false);
        places.standInLine(run.namespaceId(), run.runId(), run.workflow(), standing, now);
        runSteps.reopen(
                run.namespaceId(),
                run.runId(),
                run.status() == RunStatus.FAILED && failure != null ? steps(failure) : List.of());
    }

    private static List<String> steps(Failure failure) {
        return Stream.concat(
                        Stream.ofNullable(failure.step()),
                        Stream.ofNullable(failure.otherSteps()).flatMap(List::stream))
                .toList();
    }

    private RunSnapshot changed(Run before) {
        Run run = runs.changed(before);
        signals.afterCommit(new RunChanged(run.namespaceId(), run.runId()));
        TransitionLog.changed(
                run.namespaceId(), run.runId(), run.workflow(), before.status(), run.status(), "by a client");
        return snapshots.of(run);
    }

    private void announce(Run cancelled, boolean force, String why) {
        signals.afterCommit(new RunChanged(cancelled.namespaceId(), cancelled.runId()));
        TransitionLog.changed(
                cancelled.namespaceId(),
                cancelled.runId(),
                cancelled.workflow(),
                cancelled.status(),
                force || !cancelled.isCompensable() ? RunStatus.CANCELLED : RunStatus.PENDING,
                why);
    }
}
