package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.test.server.RunStarts.Started;
import dev.kagzi.test.server.State.IdKey;
import dev.kagzi.test.server.StoredRun.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cancels runs, retries them, and starts them anew. */
final class RunChanges {

    private final State state;
    private final RunStarts starts;
    private final Children children;
    private final Waking waking;

    RunChanges(State state, RunStarts starts, Children children, Waking waking) {
        this.state = state;
        this.starts = starts;
        this.children = children;
        this.waking = waking;
    }

    /** Whether the run was finished before. */
    boolean cancel(StoredRun run, CancelRun request) {
        new Checks().text("/reason", request.reason(), Checks.REASON).done();
        if (run.isFinished()) {
            return true;
        }
        boolean force = Boolean.TRUE.equals(request.force());
        Instant now = state.now();
        cancel(run, request.reason(), force, now);
        List<StoredRun> open = children.open(List.of(run));
        while (!open.isEmpty()) {
            open.forEach(child -> cancel(child, "the run that started it was cancelled", force, now));
            open = children.open(open);
        }
        state.places.settle();
        return false;
    }

    /** A newer run has taken its place. */
    void cancelForNewer(StoredRun run) {
        String reason = "a newer run has taken its place";
        Instant now = state.now();
        cancel(run, reason, false, now);
        List<StoredRun> open = children.open(List.of(run));
        while (!open.isEmpty()) {
            open.forEach(child -> cancel(child, "the run that started it was cancelled", false, now));
            open = children.open(open);
        }
    }

    private void cancel(StoredRun run, @Nullable String reason, boolean force, Instant now) {
        if (force || !run.compensable) {
            waking.tellOfEnd(run);
            run.endClaim(ClaimEnd.CANCELLED);
            run.dueAt = null;
            run.become(RunStatus.CANCELLED, Actor.CLIENT, reason, now);
            run.closeWaits();
        } else if (run.ending == null) {
            waking.undo(run, RunStatus.CANCELLED, run.failure, ClaimEnd.CANCELLED);
            run.become(RunStatus.PENDING, Actor.CLIENT, reason == null ? "CANCELLED" : "CANCELLED: " + reason, now);
            run.closeWaits();
        }
    }

    /** Lets a run go on that failed or needs attention. */
    void retry(StoredRun run) {
        if (run.status == RunStatus.FAILED && run.ending != null) {
            throw new RefusedException(
                    ProblemCode.COMPENSATED,
                    "The run '%s' has failed, and what it did was undone by its compensations.".formatted(run.runId));
        }
        if (run.status != RunStatus.FAILED && run.status != RunStatus.NEEDS_ATTENTION) {
            throw new RefusedException(
                    ProblemCode.RUN_NOT_RETRYABLE,
                    "The run '%s' is %s; only runs that are FAILED or NEEDS_ATTENTION can be retried."
                            .formatted(run.runId, run.status));
        }
        Instant now = state.now();
        Failure failure = run.failure;
        reopen(run, run.status == RunStatus.FAILED && failure != null ? failedSteps(failure) : Set.of());
        run.failure = null;
        run.attempt++;
        run.expiredClaims = 0;
        run.dueAt = null;
        run.availableAt = now;
        run.deadline = run.timeout == null ? null : now.plus(run.timeout);
        run.limitKey = state.places.of(run.workflow).keyOf(run.input, run.limitKey);
        run.become(RunStatus.PENDING, Actor.CLIENT, "RETRIED", failure == null ? run.endingFailure : failure, now);
        state.places.settle();
    }

    private static Set<String> failedSteps(Failure failure) {
        return Stream.concat(
                        Stream.ofNullable(failure.step()),
                        Stream.ofNullable(failure.otherSteps()).flatMap(List::stream))
                .collect(Collectors.toSet());
    }

    /** Sleeps and waits for events that were closed with the run begin anew as well. */
    private static void reopen(StoredRun run, Set<String> failed) {
        run.steps
                .values()
                .removeIf(step -> step.status() == StepStatus.FAILED
                                && failed.contains(step.key().toString())
                        || step.status() == StepStatus.WAITING
                                && (step.kind() == StepKind.SLEEP || step.kind() == StepKind.EVENT)
                                && step.dueAt() == null);
    }

    /** Starts a run anew: from its beginning, or with the history before one of its steps. */
    Started restart(StoredRun source, RestartRun request) {
        StepKey fromStep = request.fromStep();
        if (fromStep != null) {
            new Checks().stepKey("/fromStep", fromStep).done();
        }
        UUID runId = request.runId() == null ? UuidCreator.getTimeOrderedEpoch() : request.runId();
        StoredRun same = state.runs.get(runId);
        if (same != null) {
            if (!source.runId.equals(same.origin.restartOf())) {
                throw new RefusedException(
                        ProblemCode.ID_CONFLICT, "The runId '%s' belongs to another run.".formatted(runId));
            }
            return new Started(same, false);
        }
        if (fromStep != null && source.ending != null) {
            throw new RefusedException(
                    ProblemCode.COMPENSATED,
                    "What the run '%s' did is undone by its compensations, so a new one cannot go on from its step '%s'."
                            .formatted(source.runId, fromStep));
        }
        StoredStep from = fromStep == null ? null : step(source, fromStep);
        StoredRun run = restarted(source, runId, from != null);
        run.limitKey = state.places.of(run.workflow).keyOf(run.input, source.limitKey);
        starts.store(run, source.isFinished() ? held(source) : null);
        state.places.settle();
        if (from != null && from.position() > 1) {
            copy(source, run, from);
        }
        return new Started(run, true);
    }

    private static StoredStep step(StoredRun source, StepKey key) {
        StoredStep step = key.branch() == null ? source.steps.get(key) : null;
        if (step == null) {
            throw new RefusedException(
                    ProblemCode.STEP_NOT_FOUND,
                    "The run '%s' has no step '%s' at its top.".formatted(source.runId, key));
        }
        return step;
    }

    private StoredRun restarted(StoredRun source, UUID runId, boolean takesOver) {
        Instant now = state.now();
        String workflow = state.workflows.nameOf(source.workflow);
        StartRun start = new StartRun(
                workflow,
                null,
                runId,
                source.isFinished() && held(source) != null ? source.id : null,
                null,
                null,
                source.priority,
                source.tags,
                source.timeout,
                null,
                source.maxAttempts,
                null,
                null,
                null);
        return new StoredRun(
                runId,
                workflow,
                start,
                Origin.restartOf(source.runId, takesOver ? source.eventsAfter() : null),
                Payloads.takenOverFrom(source),
                now,
                now);
    }

    /** The id as it is stored, if the run has one and still holds it. */
    private @Nullable IdKey held(StoredRun run) {
        return state.ids.entrySet().stream()
                .filter(entry -> entry.getValue() == run)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The outcomes at the top before this step, those of the branches made there, and the changes of the code met by then. */
    private static void copy(StoredRun source, StoredRun to, StoredStep from) {
        List<StoredStep> early = new ArrayList<>();
        Set<String> branches = source.steps.values().stream()
                .filter(step ->
                        step.branch().isEmpty() && step.position() < from.position() && step.kind() == StepKind.MARKER)
                .map(step -> step.key().name() + "#" + step.key().occurrence())
                .collect(Collectors.toSet());
        for (StoredStep step : source.steps.values()) {
            if (step.status().isRecorded() && isBefore(step, from, branches)) {
                early.add(step);
            }
        }
        early.forEach(step -> to.steps.put(step.key(), step.copiedFrom(source.runId)));
        to.compensable = early.stream().anyMatch(StoredStep::compensable);
        copyReads(source, to);
    }

    private static boolean isBefore(StoredStep step, StoredStep from, Set<String> branches) {
        if (step.branch().isEmpty()) {
            return step.position() < from.position();
        } else if (step.branch().equals("changes")) {
            Instant until = from.times().finishedAt();
            return until == null
                    || !Objects.requireNonNull(step.times().finishedAt()).isAfter(until);
        }
        return branches.contains(step.branch().split("/", 2)[0]);
    }

    private static void copyReads(StoredRun source, StoredRun to) {
        source.reads.forEach((step, read) -> {
            if (to.steps.containsKey(step)) {
                to.reads.put(step, read);
            }
        });
    }
}
