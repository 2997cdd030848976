package dev.kagzi.server.run;

import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.limit.Place;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.run.RunStartRepository.IdKey;
import dev.kagzi.server.run.RunStartRepository.IdMove;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** Starts runs anew: with what another run was started with, from its beginning or from one of its steps. */
@Component
public class RunRestarts {

    private final LockedRuns runs;
    private final RunStartRepository starts;
    private final RunStarts announcements;
    private final StartLimits limits;
    private final RunStepRepository steps;
    private final WorkflowRegistry workflows;
    private final RunSnapshots snapshots;

    RunRestarts(
            LockedRuns runs,
            RunStartRepository starts,
            RunStarts announcements,
            StartLimits limits,
            RunStepRepository steps,
            WorkflowRegistry workflows,
            RunSnapshots snapshots) {
        this.runs = runs;
        this.starts = starts;
        this.announcements = announcements;
        this.limits = limits;
        this.steps = steps;
        this.workflows = workflows;
        this.snapshots = snapshots;
    }

    /** @param freshId the new run's id, unless the request names one */
    public RunSnapshot restart(UUID namespaceId, UUID sourceId, RestartRun request, UUID freshId, Trace trace) {
        if (request.fromStep() != null) {
            new Violations().stepKey("/fromStep", request.fromStep()).throwIfAny();
        }
        UUID runId = request.runId() == null ? freshId : request.runId();
        return runs.change(
                namespaceId,
                sourceId,
                (source, now) -> repeated(source, runId)
                        .map(run -> snapshots.of(run, Remarks.FOUND))
                        .orElseGet(() -> restart(source, request.fromStep(), runId, now, trace)));
    }

    /** The run that the same request has made before. */
    private Optional<Run> repeated(Run source, UUID runId) {
        Optional<Run> existing = runs.find(source.namespaceId(), runId);
        existing.filter(run -> !source.runId().equals(run.restartOf())).ifPresent(run -> {
            throw RunProblems.runIdTaken(run.runId());
        });
        return existing;
    }

    private RunSnapshot restart(Run source, @Nullable StepKey fromStep, UUID runId, Instant now, Trace trace) {
        UUID namespaceId = source.namespaceId();
        int fromPosition = position(source, fromStep);
        IdKey held = source.isFinal() ? heldId(source) : null;
        NewRun run = newRun(source, fromStep, runId, held == null ? null : held.id(), now, trace);
        if (starts.insert(namespaceId, List.of(run)).isEmpty()) {
            throw RunProblems.runIdTaken(runId);
        }
        if (held != null) {
            move(namespaceId, new IdMove(held, source.runId(), runId));
        }
        if (fromPosition > 1) {
            steps.copy(namespaceId, source.runId(), runId, fromPosition);
        }
        Place place = limits.ask(namespaceId, run);
        announcements.announce(namespaceId, run);
        limits.settle();
        return RunSnapshots.of(run, place);
    }

    private int position(Run source, @Nullable StepKey fromStep) {
        if (fromStep == null) {
            return 1;
        }
        if (source.ending() != null) {
            throw RunProblems.compensated(source, fromStep);
        }
        int position = fromStep.branch() == null ? steps.position(source.namespaceId(), source.runId(), fromStep) : 0;
        if (position == 0) {
            throw RunProblems.stepNotFound(source.runId(), fromStep);
        }
        return position;
    }

    /** The id as it is stored, if the source has one and still holds it. */
    private @Nullable IdKey heldId(Run source) {
        String id = source.id();
        if (id == null) {
            return null;
        }
        List<IdKey> keys = workflows
                .find(source.namespaceId(), source.workflow())
                .map(KnownWorkflow::names)
                .orElse(List.of(source.workflow()))
                .stream()
                .map(name -> new IdKey(name, id))
                .toList();
        return starts.holders(source.namespaceId(), keys).entrySet().stream()
                .filter(holder -> holder.getValue().runId().equals(source.runId()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private void move(UUID namespaceId, IdMove move) {
        if (starts.moveIds(namespaceId, List.of(move)).isEmpty()) {
            // A start has taken the id since it was read: the transaction is tried again, and sees it.
            throw new OptimisticLockingFailureException(
                    "The id '%s' has gone to another run".formatted(move.key().id()));
        }
    }

    private NewRun newRun(
            Run source, @Nullable StepKey fromStep, UUID runId, @Nullable String id, Instant now, Trace trace) {
        String workflow = workflows.nameOf(source.namespaceId(), source.workflow());
        return new NewRun(
                runId,
                workflow,
                0,
                id,
                source.priority(),
                source.settings().maxAttempts(),
                snapshots.tags(source),
                source.settings().timeout(),
                NewRun.Schedule.atOnce(now),
                NewRun.Origin.restartOf(source.runId(), fromStep == null ? null : runs.eventsAfter(source), trace),
                NewRun.Input.takenOverFrom(source),
                limits.keyOf(source, workflow));
    }
}
