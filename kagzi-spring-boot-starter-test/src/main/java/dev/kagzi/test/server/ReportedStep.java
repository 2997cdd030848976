package dev.kagzi.test.server;

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
import dev.kagzi.test.server.StoredStep.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is written about a step when one of its reports comes in. */
record ReportedStep(OfStep report, @Nullable StoredStep before, long claim, Instant now) {

    /** @param before the step as it was, if it was there */
    static StoredStep of(OfStep report, @Nullable StoredStep before, long claim, Instant now) {
        return new ReportedStep(report, before, claim, now).step();
    }

    private StoredStep step() {
        if (report instanceof StepStarted started) {
            int attempts = before == null ? 0 : before.attempts();
            return with(
                    StepStatus.RUNNING, attempts, times(started.startedAt(), null, null), started.input(), null, null);
        } else if (report instanceof StepCompleted completed) {
            return with(
                    StepStatus.COMPLETED,
                    completed.attempts(),
                    times(completed.startedAt(), now, null),
                    completed.input(),
                    completed.output(),
                    null);
        } else if (report instanceof StepFailed failed) {
            boolean isFinal = failed.retryIn() == null;
            return with(
                    isFinal ? StepStatus.FAILED : StepStatus.WAITING,
                    failed.attempts(),
                    times(failed.startedAt(), isFinal ? now : null, isFinal ? null : now.plus(failed.retryIn())),
                    failed.input(),
                    null,
                    failed.failure());
        } else if (report instanceof EventEmitted) {
            return with(StepStatus.COMPLETED, 1, times(now, now, null), null, null, null);
        }
        Payload input = report instanceof ChildStarted child ? child.input() : null;
        return with(StepStatus.WAITING, 0, times(now, null, endOfWait()), input, null, null);
    }

    static boolean opensWait(OfStep report) {
        return report instanceof SleepStarted || report instanceof WaitStarted || report instanceof ChildStarted;
    }

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

    private Times times(@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Instant dueAt) {
        Instant first = before == null || before.times().startedAt() == null
                ? startedAt
                : before.times().startedAt();
        return new Times(micros(first), finishedAt, micros(dueAt));
    }

    private static @Nullable Instant micros(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }

    private @Nullable Instant endOfWait() {
        if (report instanceof SleepStarted sleep) {
            return sleep.duration() == null ? sleep.until() : now.plus(sleep.duration());
        }
        return report instanceof WaitStarted wait && wait.timeout() != null ? now.plus(wait.timeout()) : null;
    }

    private @Nullable UUID child() {
        if (report instanceof ChildStarted child) {
            return Objects.requireNonNullElseGet(child.childRunId(), UuidCreator::getTimeOrderedEpoch);
        }
        return before == null ? null : before.childRunId();
    }

    private StoredStep with(
            StepStatus status,
            int attempts,
            Times times,
            @Nullable Payload input,
            @Nullable Payload output,
            @Nullable Failure failure) {
        return new StoredStep(
                report.step(),
                before == null ? report.position() : before.position(),
                before == null ? kind(report) : before.kind(),
                status,
                attempts,
                claim,
                times,
                input == null && before != null ? before.input() : input,
                output,
                failure,
                child(),
                report instanceof StepCompleted completed && Boolean.TRUE.equals(completed.compensable()),
                false);
    }
}
