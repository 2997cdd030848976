package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a step stands once its report is recorded, as a history would tell it. */
final class ReportedStep {

    /** The end of a wait only has to tell short ones from long ones. */
    private static final Duration FAR = Duration.ofDays(366);

    private ReportedStep() {}

    static HistoryStep of(Report.OfStep report, Instant now) {
        if (report instanceof Report.StepCompleted r) {
            return new HistoryStep(
                    r.step(),
                    r.position(),
                    r.kind(),
                    StepStatus.COMPLETED,
                    r.output(),
                    null,
                    r.attempts(),
                    null,
                    null,
                    Boolean.TRUE.equals(r.compensable()) ? now : null);
        }
        if (report instanceof Report.StepFailed r) {
            return r.retryIn() == null
                    ? step(r, r.kind(), StepStatus.FAILED, null, r.failure(), r.attempts())
                    : waiting(r, r.kind(), r.attempts(), after(now, r.retryIn()), null);
        }
        if (report instanceof Report.SleepStarted r) {
            return waiting(r, StepKind.SLEEP, 0, r.until() == null ? after(now, r.duration()) : r.until(), null);
        }
        if (report instanceof Report.WaitStarted r) {
            return waiting(r, StepKind.EVENT, 0, after(now, r.timeout()), null);
        }
        if (report instanceof Report.ChildStarted r) {
            return waiting(r, StepKind.CHILD, 0, null, r.childRunId());
        }
        if (report instanceof Report.EventEmitted r) {
            return step(r, StepKind.EMIT, StepStatus.COMPLETED, null, null, 1);
        }
        throw new IllegalArgumentException("A " + report.type() + " is nothing that a history tells");
    }

    private static HistoryStep step(
            Report.OfStep report,
            StepKind kind,
            StepStatus status,
            @Nullable Payload output,
            @Nullable Failure failure,
            int attempts) {
        return new HistoryStep(report.step(), report.position(), kind, status, output, failure, attempts, null, null);
    }

    private static HistoryStep waiting(
            Report.OfStep report, StepKind kind, int attempts, @Nullable Instant until, @Nullable UUID childRunId) {
        return new HistoryStep(
                report.step(), report.position(), kind, StepStatus.WAITING, null, null, attempts, until, childRunId);
    }

    private static @Nullable Instant after(Instant now, @Nullable Duration pause) {
        return pause == null ? null : now.plus(pause.compareTo(FAR) > 0 ? FAR : pause);
    }
}
