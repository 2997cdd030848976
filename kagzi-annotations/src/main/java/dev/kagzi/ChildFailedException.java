package dev.kagzi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A child run failed, was cancelled, or could not be started. It is rebuilt from the recorded failure, the same on the first execution
 * and on every replay.
 */
public class ChildFailedException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final String workflow;
    private final String runId;
    private final List<String> types;
    private final @Nullable String failureMessage;

    /**
     * @param workflow name of the child's workflow
     * @param runId identity of the child
     * @param types class names of the recorded exception, from its own up to Throwable; or one of the server's types
     * @param failureMessage message of the recorded exception
     */
    public ChildFailedException(String workflow, String runId, List<String> types, @Nullable String failureMessage) {
        super("Child run '" + runId + "' of workflow '" + workflow + "' failed: " + types.get(0)
                + (failureMessage == null ? "" : ": " + failureMessage));
        this.workflow = workflow;
        this.runId = runId;
        this.types = List.copyOf(types);
        this.failureMessage = failureMessage;
    }

    /** Name of the child's workflow. */
    public String workflow() {
        return workflow;
    }

    /** Identity of the child. */
    public String runId() {
        return runId;
    }

    /**
     * Class name of the exception that failed the child, or one of the server's own types: {@code RUN_CANCELLED}, {@code RUN_TIMEOUT},
     * {@code WORKFLOW_UNKNOWN}, {@code ID_CONFLICT}.
     */
    public String type() {
        return types.get(0);
    }

    /** Message of the exception that failed the child. */
    public @Nullable String failureMessage() {
        return failureMessage;
    }

    /** Whether the exception that failed the child was of this type or of a subclass. */
    public boolean is(Class<? extends Throwable> type) {
        return types.contains(type.getName());
    }
}
