package dev.kagzi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step failed for good. It is rebuilt from the recorded failure, the same on the first execution and on every
 * replay; the exception the body threw is therefore never caught by workflow code: ask {@link #is(Class)}.
 */
public class StepFailedException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final String step;
    private final List<String> types;
    private final @Nullable String failureMessage;
    private final int attempts;

    /**
     * @param step name of the step
     * @param types class names of the recorded exception, from its own up to Throwable
     * @param failureMessage message of the recorded exception
     * @param attempts attempts the step has had
     */
    public StepFailedException(String step, List<String> types, @Nullable String failureMessage, int attempts) {
        super("Step '" + step + "' failed after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ")
                + types.get(0) + (failureMessage == null ? "" : ": " + failureMessage));
        this.step = step;
        this.types = List.copyOf(types);
        this.failureMessage = failureMessage;
        this.attempts = attempts;
    }

    /** Name of the step. */
    public String step() {
        return step;
    }

    /** Class name of the exception that failed the last attempt. */
    public String type() {
        return types.get(0);
    }

    /** Message of the exception that failed the last attempt. */
    public @Nullable String failureMessage() {
        return failureMessage;
    }

    /** Attempts the step has had. */
    public int attempts() {
        return attempts;
    }

    /** Whether the exception that failed the step was of this type or of a subclass. */
    public boolean is(Class<? extends Throwable> type) {
        return types.contains(type.getName());
    }
}
