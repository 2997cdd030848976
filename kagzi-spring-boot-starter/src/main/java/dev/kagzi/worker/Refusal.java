package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import org.jspecify.annotations.Nullable;

/**
 * A report the server will never take, and what becomes of its run.
 *
 * @param code absent when the server did not judge it but failed at it
 */
record Refusal(Report report, ReportResult.@Nullable Code code, String detail) {

    /** Not the run's fault: somebody has to look at it, and a retry makes the report anew. */
    static Refusal byFailure(Report report, String detail) {
        return new Refusal(report, null, detail);
    }

    static Refusal of(Report report, ReportResult result) {
        String detail = result.detail() == null ? "The server gave no reason." : result.detail();
        String errors = result.errors() == null ? "" : " " + result.errors();
        return new Refusal(
                report, result.code() == null ? ReportResult.Code.INVALID_REPORT : result.code(), detail + errors);
    }

    /** What no request can hold is refused before it is sent. */
    static Refusal tooLarge(Report report) {
        return new Refusal(
                report,
                ReportResult.Code.PAYLOAD_TOO_LARGE,
                "it would make a request of " + ReportSize.of(report) + " bytes; at most " + ReportSize.MAX_REQUEST
                        + " are possible. Keep large values elsewhere and record where they are.");
    }

    /** The report without what is only for people, where that may be what was refused. */
    @Nullable Report milder() {
        boolean ofPayload =
                code == ReportResult.Code.PAYLOAD_TOO_LARGE || code == ReportResult.Code.PAYLOAD_TOO_COMPLEX;
        return ofPayload && RecordedInput.of(report) != null ? RecordedInput.leftOut(report) : null;
    }

    /** How the run ends: trying again would only be refused again. */
    Ending ending(ClaimedRun run) {
        if (code == ReportResult.Code.NOTHING_TO_WAIT_FOR) {
            return Ending.released(run);
        }
        Failure failure = new Failure(type().name(), message(), null, step(), null, null);
        return type().status() == RunStatus.NEEDS_ATTENTION
                ? Ending.needsAttention(run, failure)
                : Ending.failed(run, failure);
    }

    private FailureType type() {
        if (code == null) {
            return FailureType.SERVER_FAILED;
        }
        return switch (code) {
            case STEP_CONFLICT -> FailureType.STEP_CONFLICT;
            case PAYLOAD_TOO_LARGE -> FailureType.PAYLOAD_TOO_LARGE;
            case PAYLOAD_TOO_COMPLEX -> FailureType.PAYLOAD_TOO_COMPLEX;
            case TOO_MANY_STEPS -> FailureType.TOO_MANY_STEPS;
            default -> FailureType.INVALID_REPORT;
        };
    }

    private String message() {
        return "The server " + (code == null ? "failed at" : "refused") + " the " + subject() + ": " + detail;
    }

    private String subject() {
        Payload payload = payload();
        String size = payload == null ? "" : " of " + payload.size() + " bytes";
        if (report instanceof Report.ChildStarted started) {
            return "start of child '" + started.step() + "'" + (payload == null ? "" : " with an input" + size);
        }
        if (report instanceof Report.EventEmitted emitted) {
            return "event '" + emitted.step() + "'" + (payload == null ? "" : " with data" + size);
        }
        String step = step();
        return step == null ? "result of the run" + size : "outcome of step '" + step + "'" + size;
    }

    private @Nullable String step() {
        return report instanceof Report.OfStep ofStep ? ofStep.step().toString() : null;
    }

    private @Nullable Payload payload() {
        if (report instanceof Report.StepCompleted completed) {
            return completed.output();
        }
        if (report instanceof Report.ChildStarted started) {
            return started.input();
        }
        if (report instanceof Report.EventEmitted emitted) {
            return emitted.data();
        }
        return report instanceof Report.RunCompleted completed ? completed.output() : null;
    }
}
