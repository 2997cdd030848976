package dev.kagzi.server.lease;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.Report.SleepStarted;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.protocol.worker.Report.StepFailed;
import dev.kagzi.protocol.worker.Report.StepStarted;
import dev.kagzi.server.step.Step;
import java.time.Instant;
import java.util.Objects;
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
        SleepStarted sleep = (SleepStarted) report;
        Instant until = sleep.duration() != null
                ? now.plus(sleep.duration())
                : Objects.requireNonNull(sleep.until(), "a sleep has a duration or an end");
        return with(report, before, claim, StepKind.SLEEP, StepStatus.WAITING)
                .times(now, null, until)
                .content(0, null, null, null);
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
                    failure);
        }
    }
}
