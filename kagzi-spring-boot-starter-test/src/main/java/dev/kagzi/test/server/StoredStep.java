package dev.kagzi.test.server;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run.
 *
 * @param attempts attempts that have ended
 * @param claim number of the claim that wrote it last
 * @param untaken whether its wait has resolved while its worker kept the run, and the worker has not gone on from it
 */
record StoredStep(
        StepKey key,
        int position,
        StepKind kind,
        StepStatus status,
        int attempts,
        long claim,
        Times times,
        @Nullable Payload input,
        @Nullable Payload output,
        @Nullable Failure failure,
        @Nullable UUID childRunId,
        boolean compensable,
        boolean untaken) {

    /** @param dueAt when its open wait ends by itself */
    record Times(
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant dueAt) {}

    /** A step of a history that was downloaded. */
    static StoredStep of(StepSnapshot step) {
        return new StoredStep(
                step.step(),
                step.position(),
                step.kind(),
                step.status(),
                step.attempts(),
                0,
                new Times(step.startedAt(), step.finishedAt(), step.until()),
                step.input(),
                step.output(),
                step.failure(),
                step.childRunId(),
                false,
                false);
    }

    String branch() {
        return key.branch() == null ? "" : key.branch();
    }

    @Nullable Instant dueAt() {
        return times.dueAt();
    }

    boolean isOpenWait() {
        return status == StepStatus.WAITING && (dueAt() != null || kind == StepKind.EVENT || kind == StepKind.CHILD);
    }

    /** Whether it lies between two attempts, and the pause is not over. */
    boolean isPause() {
        return status == StepStatus.WAITING
                && dueAt() != null
                && kind != StepKind.SLEEP
                && kind != StepKind.EVENT
                && kind != StepKind.CHILD;
    }

    /** Whether a replay has to know of it. */
    boolean isHistory() {
        return status != StepStatus.RUNNING || attempts > 0;
    }

    /** Its wait has brought an outcome. */
    StoredStep ended(StepStatus as, @Nullable Payload result, @Nullable Failure reason, Instant now, boolean isHeld) {
        return new StoredStep(
                key,
                position,
                kind,
                as,
                attempts,
                claim,
                new Times(times.startedAt(), now, null),
                input,
                result,
                reason,
                childRunId,
                compensable,
                isHeld);
    }

    /** The next attempt may begin. */
    StoredStep pauseEnded(boolean isHeld) {
        return with(new Times(times.startedAt(), times.finishedAt(), null), isHeld);
    }

    /** Nothing ends its wait any more. */
    StoredStep closed() {
        return with(new Times(times.startedAt(), times.finishedAt(), null), untaken);
    }

    StoredStep taken() {
        return with(times, false);
    }

    StoredStep linkedTo(@Nullable UUID child) {
        return new StoredStep(
                key,
                position,
                kind,
                status,
                attempts,
                claim,
                times,
                input,
                output,
                failure,
                child,
                compensable,
                untaken);
    }

    /** The same step in a run that takes over its outcome. */
    StoredStep copiedFrom(UUID runId) {
        return new StoredStep(
                key,
                position,
                kind,
                status,
                attempts,
                0,
                times,
                input == null ? null : takenOver(input, runId),
                output == null ? null : takenOver(output, runId),
                failure,
                childRunId,
                compensable,
                false);
    }

    private static Payload takenOver(Payload payload, UUID runId) {
        return payload.encodedFor() == null ? payload.encodedFor(runId) : payload;
    }

    private StoredStep with(Times changed, boolean isUntaken) {
        return new StoredStep(
                key,
                position,
                kind,
                status,
                attempts,
                claim,
                changed,
                input,
                output,
                failure,
                childRunId,
                compensable,
                isUntaken);
    }

    HistoryStep history() {
        return new HistoryStep(
                key,
                position,
                kind,
                status == StepStatus.RUNNING ? StepStatus.WAITING : status,
                output,
                failure,
                attempts,
                dueAt(),
                childRunId,
                compensable ? times.finishedAt() : null);
    }

    StepSnapshot snapshot() {
        return new StepSnapshot(
                key,
                position,
                kind,
                status,
                attempts,
                input,
                output,
                failure,
                times.startedAt(),
                times.finishedAt(),
                dueAt(),
                childRunId);
    }
}
