package dev.kagzi.server.run;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.WaitingFor.Kind;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.limit.Place;
import dev.kagzi.server.run.RunStepRepository.StepList;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows runs as callers see them: under their workflow's name of today. */
@Component
class RunSnapshots {

    private final WorkflowRegistry workflows;
    private final Json json;

    RunSnapshots(WorkflowRegistry workflows, Json json) {
        this.workflows = workflows;
        this.json = json;
    }

    /** What an answer says beside the run itself. */
    record Remarks(
            @Nullable Boolean created,
            @Nullable Boolean already,
            @Nullable List<StepSnapshot> steps,
            @Nullable Boolean moreSteps) {

        static final Remarks NONE = new Remarks(null, null, null, null);
        static final Remarks FOUND = new Remarks(false, null, null, null);
        static final Remarks CREATED = new Remarks(true, null, null, null);
        static final Remarks ALREADY = new Remarks(null, true, null, null);

        static Remarks with(StepList found) {
            return new Remarks(null, null, found.steps(), found.hasMore() ? true : null);
        }
    }

    /** Today's name of a workflow that runs are stored under this name of. */
    String nameOf(UUID namespaceId, String stored) {
        return workflows.nameOf(namespaceId, stored);
    }

    RunSnapshot of(Run run) {
        return of(run, Remarks.NONE);
    }

    RunSnapshot of(Run run, Remarks remarks) {
        return new RunSnapshot(
                run.runId(),
                workflows.nameOf(run.namespaceId(), run.workflow()),
                versionOrNull(run.version()),
                run.id(),
                run.status(),
                waitingFor(run),
                run.status().isFinal() ? null : run.ending(),
                run.attempt(),
                run.priority(),
                tags(run),
                run.standing() == null ? null : shown(run.standing().key()),
                run.parentRunId(),
                run.restartOf(),
                run.scheduleId(),
                run.traceparent(),
                run.claim() == null ? null : run.claim().workerId(),
                run.payloads().progress(),
                run.payloads().input(),
                run.payloads().output(),
                failure(run),
                run.times().created(),
                run.times().started(),
                run.times().finished(),
                run.times().available(),
                run.times().deadline(),
                remarks.created(),
                remarks.already(),
                remarks.steps(),
                remarks.moreSteps());
    }

    /** A run that has just been stored: nothing has to be read for it. */
    static RunSnapshot of(NewRun run, @Nullable Place place) {
        return new RunSnapshot(
                run.runId(),
                run.workflow(),
                versionOrNull(run.version()),
                run.id(),
                RunStatus.PENDING,
                waitingFor(run, place),
                null,
                1,
                run.priority(),
                run.tags(),
                shown(run.limitKey()),
                run.origin().parentRunId(),
                run.origin().restartOf(),
                run.origin().scheduleId(),
                run.origin().trace().traceparent(),
                null,
                null,
                run.input().payload(),
                null,
                null,
                run.schedule().createdAt(),
                null,
                null,
                run.schedule().availableAt(),
                run.deadline(),
                true,
                null,
                null,
                null);
    }

    private static WaitingFor waitingFor(NewRun run, @Nullable Place place) {
        if (!run.schedule().isDue()) {
            return new WaitingFor(Kind.START_TIME, null, run.dueAt());
        }
        Kind heldBackBy = place == null ? null : place.heldBackBy();
        return new WaitingFor(heldBackBy == null ? Kind.WORKER : heldBackBy, null, null);
    }

    private static @Nullable String shown(@Nullable String limitKey) {
        return limitKey == null || limitKey.isEmpty() ? null : limitKey;
    }

    private static @Nullable Integer versionOrNull(int version) {
        return version == 0 ? null : version;
    }

    static @Nullable WaitingFor waitingFor(Run run) {
        if (run.heldBackBy() != null) {
            return new WaitingFor(run.heldBackBy(), null, null);
        }
        if (run.status() == RunStatus.PENDING) {
            Instant due = run.times().due();
            // One that paused after crashes waits for a worker that may have it only later.
            return run.times().available().equals(due)
                    ? new WaitingFor(Kind.START_TIME, null, due)
                    : new WaitingFor(Kind.WORKER, null, due);
        }
        Run.OpenWait wait = run.openWait();
        if (run.status() != RunStatus.WAITING || wait == null) {
            return null;
        }
        Kind kind = switch (wait.kind()) {
            case SLEEP -> Kind.SLEEP;
            case EVENT -> Kind.EVENT;
            case CHILD -> Kind.CHILD;
            default -> Kind.RETRY;
        };
        return new WaitingFor(kind, wait.step().toString(), wait.until());
    }

    @Nullable Failure failure(Run run) {
        byte @Nullable [] failure = run.payloads().failure();
        return failure == null ? null : json.read(failure, Failure.class);
    }

    @SuppressWarnings("unchecked")
    Map<String, String> tags(Run run) {
        return json.read(run.tags().getBytes(StandardCharsets.UTF_8), Map.class);
    }
}
