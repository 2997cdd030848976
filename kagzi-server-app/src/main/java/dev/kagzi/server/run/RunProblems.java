package dev.kagzi.server.run;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What requests about runs are refused with. */
final class RunProblems {

    private RunProblems() {}

    static ProblemException limitReached(String workflow, String key, int most) {
        return new ProblemException(
                ProblemCode.CONCURRENCY_LIMIT_REACHED,
                "Workflow '%s' may have %d runs at once%s, and has them. Nothing was started. Try again when one of them has ended."
                        .formatted(
                                workflow, most, key.isEmpty() ? "" : " with the key '" + Printable.excerpt(key) + "'"));
    }

    static ProblemException concurrencyKeyRequired(String workflow, @Nullable String path) {
        return new ProblemException(
                ProblemCode.CONCURRENCY_KEY_REQUIRED,
                "The limits of workflow '%s' go by '%s' of the input, which is encoded. Nothing was started. Send that value as 'concurrencyKey'."
                        .formatted(workflow, path));
    }

    static ProblemException notFound(UUID runId) {
        return new ProblemException(
                ProblemCode.RUN_NOT_FOUND,
                "There is no run '%s' in this namespace. It may belong to another one, or be older than the retention."
                        .formatted(runId));
    }

    static ProblemException unknownWorkflow(String workflow) {
        return new ProblemException(
                ProblemCode.WORKFLOW_UNKNOWN,
                "No worker has ever registered a workflow '%s' in this namespace. Check the name, or start its application first."
                        .formatted(workflow));
    }

    static ProblemException notRetryable(Run run) {
        return new ProblemException(
                ProblemCode.RUN_NOT_RETRYABLE,
                "The run '%s' is %s; only runs that are FAILED or NEEDS_ATTENTION can be retried. A restart makes a new run."
                        .formatted(run.runId(), run.status()));
    }

    static ProblemException compensated(Run run) {
        return new ProblemException(
                ProblemCode.COMPENSATED,
                "The run '%s' has failed, and what it did was undone by its compensations. A restart makes a new run."
                        .formatted(run.runId()));
    }

    static ProblemException compensated(Run run, StepKey step) {
        return new ProblemException(
                ProblemCode.COMPENSATED,
                ("What the run '%s' did is undone by its compensations, so a new one cannot go on from its step '%s' as if it were"
                                + " still there. A restart without 'fromStep' makes a new run from the beginning.")
                        .formatted(run.runId(), step));
    }

    static ProblemException stepNotFound(UUID runId, StepKey step) {
        return new ProblemException(
                ProblemCode.STEP_NOT_FOUND,
                "The run '%s' has no step '%s' at its top. Its steps are listed under '/api/v1/runs/%s/steps'."
                        .formatted(runId, step, runId));
    }

    static ProblemException runIdTaken(UUID runId) {
        return new ProblemException(
                ProblemCode.ID_CONFLICT, "The runId '%s' belongs to another run. Make a new one.".formatted(runId));
    }
}
