package dev.kagzi.server.lease;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report.ChildStarted;
import dev.kagzi.protocol.worker.Report.EventEmitted;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.Report.SleepStarted;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.protocol.worker.Report.StepFailed;
import dev.kagzi.protocol.worker.Report.StepStarted;
import dev.kagzi.protocol.worker.Report.WaitStarted;
import dev.kagzi.server.step.Step;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is written about a step when one of its reports comes in. */
final class ReportedStep {

    private ReportedStep() {}

    /** @param before what is known of the step, if anything is */
    static Step of(OfStep report, @Nullable Step before, long claim, Instant now) {
        if (report instanceof StepStarted started) {
            return with(report, before, claim, started.kind(), StepStatus.RUNNING)
                    .times(started.startedAt(), null, null)
                    .content(before == null ? 0 : before.attempts(), started.input(), null, null);
        } else if (report instanceof StepCompleted completed) {
            return with(report, before, claim, completed.kind(), StepStatus.COMPLETED)
                    .times(completed.startedAt(), now, null)
                    .content(completed.attempts(), completed.input(), completed.output(), null);
        } else if (report instanceof StepFailed failed) {
            boolean isFinal = failed.retryIn() == null;
            Instant retryAt = isFinal ? null : now.plus(failed.retryIn());
            return with(report, before, claim, failed.kind(), isFinal ? StepStatus.FAILED : StepStatus.WAITING)
                    .times(failed.startedAt(), isFinal ? now : null, retryAt)
                    .content(failed.attempts(), failed.input(), null, failed.failure());
        }
        if (report instanceof EventEmitted) {
            return with(report, before, claim, StepKind.EMIT, StepStatus.COMPLETED)
                    .times(now, now, null)
                    .content(1, null, null, null);
        }
        return with(report, before, claim, kind(report), StepStatus.WAITING)
                .times(now, null, endOfWait(report, now))
                .content(0, report instanceof ChildStarted child ? child.input() : null, null, null);
    }

    /** Whether what the report says is an open wait, until its outcome comes. */
    static boolean opensWait(OfStep report) {
        return report instanceof SleepStarted || report instanceof WaitStarted || report instanceof ChildStarted;
    }

    /** The kind of the step that the report is about. */
    static StepKind kind(OfStep report) {
        if (report instanceof StepStarted started) {
            return started.kind();
        } else if (report instanceof StepCompleted completed) {
            return completed.kind();
        } else if (report instanceof StepFailed failed) {
            return failed.kind();
        } else if (report instanceof SleepStarted) {
            return StepKind.SLEEP;
        } else if (report instanceof WaitStarted) {
            return StepKind.EVENT;
        }
        return report instanceof ChildStarted ? StepKind.CHILD : StepKind.EMIT;
    }

    private static @Nullable Instant endOfWait(OfStep report, Instant now) {
        if (report instanceof SleepStarted sleep) {
            return sleep.duration() != null
                    ? now.plus(sleep.duration())
                    : Objects.requireNonNull(sleep.until(), "a sleep has a duration or an end");
        }
        return report instanceof WaitStarted wait && wait.timeout() != null ? now.plus(wait.timeout()) : null;
    }

    private static @Nullable UUID childOf(OfStep report, @Nullable Step before) {
        if (report instanceof ChildStarted child) {
            return child.childRunId() == null ? UuidCreator.getTimeOrderedEpoch() : child.childRunId();
        }
        return before == null ? null : before.childRunId();
    }

    private static Draft with(OfStep report, @Nullable Step before, long claim, StepKind kind, StepStatus status) {
        return new Draft(report, before, claim, kind, status);
    }

    /** A step half written down. */
    private record Draft(OfStep report, @Nullable Step before, long claim, StepKind kind, StepStatus status) {

        Timed times(@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Instant dueAt) {
            return new Timed(this, startedAt, finishedAt, dueAt);
        }
    }

    private record Timed(
            Draft draft,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant dueAt) {

        Step content(int attempts, @Nullable Payload input, @Nullable Payload output, @Nullable Failure failure) {
            return new Step(
                    draft.report().runId(),
                    draft.report().step(),
                    draft.report().position(),
                    draft.kind(),
                    draft.status(),
                    attempts,
                    draft.claim(),
                    startedAt,
                    finishedAt,
                    dueAt,
                    input,
                    output,
                    failure,
                    childOf(draft.report(), draft.before()),
                    draft.report() instanceof StepCompleted completed && Boolean.TRUE.equals(completed.compensable()));
        }
    }
}
