package dev.kagzi.test.server;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.WaitingFor.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows runs as callers see them: under their workflow's name of today. */
final class RunViews {

    private static final int STEPS_WITH_RUN = 1_000;

    private final State state;

    RunViews(State state) {
        this.state = state;
    }

    /** What an answer says beside the run itself. */
    record Remarks(@Nullable Boolean created, @Nullable Boolean already, boolean withPayloads, boolean withSteps) {

        static final Remarks NONE = new Remarks(null, null, true, false);
        static final Remarks STEPS = new Remarks(null, null, true, true);
        static final Remarks LISTED = new Remarks(null, null, false, false);
        static final Remarks ALREADY = new Remarks(null, true, true, false);

        static Remarks created(boolean created) {
            return new Remarks(created, null, true, false);
        }
    }

    RunSnapshot of(StoredRun run, Remarks remarks) {
        List<StepSnapshot> steps = remarks.withSteps()
                ? run.inCallOrder().stream().map(StoredStep::snapshot).toList()
                : null;
        return new RunSnapshot(
                run.runId,
                state.workflows.nameOf(run.workflow),
                run.version == 0 ? null : run.version,
                run.id,
                run.status,
                waitingFor(run),
                run.isFinished() ? null : run.ending,
                run.attempt,
                run.priority,
                Map.copyOf(run.tags),
                run.limitKey == null || run.limitKey.isEmpty() ? null : run.limitKey,
                run.origin.parentRunId(),
                run.origin.restartOf(),
                run.origin.scheduleId(),
                null,
                run.isHeld() ? run.workerId : null,
                run.progress,
                remarks.withPayloads() ? run.input : null,
                remarks.withPayloads() ? run.output : null,
                run.failure == null ? run.endingFailure : run.failure,
                run.createdAt,
                run.startedAt,
                run.finishedAt,
                run.availableAt,
                run.deadline,
                remarks.created(),
                remarks.already(),
                steps == null ? null : steps.subList(0, Math.min(steps.size(), STEPS_WITH_RUN)),
                steps != null && steps.size() > STEPS_WITH_RUN ? true : null);
    }

    private @Nullable WaitingFor waitingFor(StoredRun run) {
        if (run.isHeldBack()) {
            return new WaitingFor(
                    state.places.isHeldBackByThrottle(run) ? Kind.THROTTLE : Kind.CONCURRENCY, null, null);
        }
        if (run.status == RunStatus.PENDING) {
            return run.availableAt.equals(run.dueAt)
                    ? new WaitingFor(Kind.START_TIME, null, run.dueAt)
                    : new WaitingFor(Kind.WORKER, null, run.dueAt);
        } else if (run.status != RunStatus.WAITING) {
            return null;
        }
        return run.steps.values().stream()
                .filter(step -> step.status() == StepStatus.WAITING)
                .min(Comparator.comparing(StoredStep::dueAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(StoredRun.CALL_ORDER))
                .map(wait -> new WaitingFor(kind(wait), wait.key().toString(), wait.dueAt()))
                .orElse(null);
    }

    private static Kind kind(StoredStep wait) {
        return switch (wait.kind()) {
            case SLEEP -> Kind.SLEEP;
            case EVENT -> Kind.EVENT;
            case CHILD -> Kind.CHILD;
            default -> Kind.RETRY;
        };
    }
}
