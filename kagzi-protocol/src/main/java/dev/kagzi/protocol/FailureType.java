package dev.kagzi.protocol;

/**
 * What Kagzi itself gives a failure as its {@code type}; every other type is the class name of an exception. Stable, each with the
 * status in which it leaves the run.
 */
public enum FailureType {
    /** The run did not finish before its deadline. */
    RUN_TIMEOUT(RunStatus.FAILED),
    /** The run has more steps than the server takes. */
    TOO_MANY_STEPS(RunStatus.FAILED),
    /** An output is larger than the server takes. */
    PAYLOAD_TOO_LARGE(RunStatus.FAILED),
    /** An output is nested too deeply or holds too long a number. */
    PAYLOAD_TOO_COMPLEX(RunStatus.FAILED),
    /** The server took the report of a step or of the run's end for wrong. */
    INVALID_REPORT(RunStatus.FAILED),
    /** A child run was cancelled, which fails the call that waits for it. */
    RUN_CANCELLED(RunStatus.FAILED),
    /** The run was cancelled, and a compensation failed. */
    COMPENSATION_FAILED(RunStatus.FAILED),
    /** A step failed, and why was not recorded. */
    UNKNOWN(RunStatus.FAILED),
    /** The code calls other steps than the history has. */
    HISTORY_MISMATCH(RunStatus.NEEDS_ATTENTION),
    /** The server does not hand over the run's history. */
    HISTORY_UNREADABLE(RunStatus.NEEDS_ATTENTION),
    /** A step has another outcome on the server than the one that was reported. */
    STEP_CONFLICT(RunStatus.NEEDS_ATTENTION),
    /** The claims of the run expired again and again. */
    CRASH_LOOP(RunStatus.NEEDS_ATTENTION),
    /** The server failed again and again at the run's reports. */
    SERVER_FAILED(RunStatus.NEEDS_ATTENTION),
    /** A codec could not encode or decode a payload. */
    PAYLOAD_CODEC_FAILED(RunStatus.NEEDS_ATTENTION),
    /** A worker was given a run of a workflow it does not have. */
    WORKFLOW_UNKNOWN(RunStatus.NEEDS_ATTENTION);

    private final RunStatus status;

    FailureType(RunStatus status) {
        this.status = status;
    }

    /** {@code FAILED}, or {@code NEEDS_ATTENTION} where a retry may go on as if nothing had been. */
    public RunStatus status() {
        return status;
    }
}
