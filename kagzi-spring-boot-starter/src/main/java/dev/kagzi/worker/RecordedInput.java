package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.Report;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a step's arguments, and the result of a compensation. It is for people to see, so a report can do without; the
 * input of a child, which the child needs, is none.
 */
final class RecordedInput {

    private RecordedInput() {}

    static @Nullable Payload of(Report report) {
        if (report instanceof Report.StepStarted started) {
            return started.input();
        }
        if (report instanceof Report.StepCompleted completed) {
            return completed.input() == null && completed.kind() == StepKind.COMPENSATION
                    ? completed.output()
                    : completed.input();
        }
        return report instanceof Report.StepFailed failed ? failed.input() : null;
    }

    /** The same report without it. */
    static Report leftOut(Report report) {
        if (report instanceof Report.StepCompleted r) {
            return new Report.StepCompleted(
                    r.runId(),
                    r.leaseToken(),
                    r.step(),
                    r.position(),
                    r.kind(),
                    null,
                    r.kind() == StepKind.COMPENSATION ? null : r.output(),
                    r.attempts(),
                    r.startedAt(),
                    r.finishedAt(),
                    r.compensable());
        }
        if (report instanceof Report.StepFailed r) {
            return new Report.StepFailed(
                    r.runId(),
                    r.leaseToken(),
                    r.step(),
                    r.position(),
                    r.kind(),
                    null,
                    r.failure(),
                    r.attempts(),
                    r.retryIn(),
                    r.startedAt(),
                    r.finishedAt());
        }
        return report;
    }
}
