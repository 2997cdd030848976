package dev.kagzi.protocol.worker;

import dev.kagzi.protocol.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one report.
 *
 * @param ok true when its effect is durable
 * @param repeated the effect was there before
 * @param code why it changed nothing
 */
public record ReportResult(
        @Nullable Boolean ok,
        @Nullable Boolean repeated,
        @Nullable Code code,
        @Nullable String detail,
        @Nullable List<Problem.FieldError> errors) {

    /** Why a report changed nothing. */
    public enum Code {
        /** Another claim, a cancel or an expiry came between. */
        LEASE_LOST,
        /** The step has another outcome already. */
        STEP_CONFLICT,
        /** The report itself is wrong. */
        INVALID_REPORT,
        /** A payload of it is larger than the server takes. */
        PAYLOAD_TOO_LARGE,
        PAYLOAD_TOO_COMPLEX,
        /** A run has more steps than the server takes. */
        TOO_MANY_STEPS,
        /** {@code waiting} without an open wait. */
        NOTHING_TO_WAIT_FOR,
        /** Another report of the same run in the same request was refused. */
        NOT_APPLIED
    }

    public static final ReportResult OK = new ReportResult(true, null, null, null, null);

    public static final ReportResult REPEATED = new ReportResult(true, true, null, null, null);

    public static ReportResult refused(Code code, String detail) {
        return new ReportResult(null, null, code, detail, null);
    }

    public static ReportResult invalid(List<Problem.FieldError> errors) {
        return new ReportResult(null, null, Code.INVALID_REPORT, "The report is not valid.", errors);
    }
}
