package dev.kagzi.client;

import dev.kagzi.KagziException;
import org.jspecify.annotations.Nullable;

/** The run failed; {@link #type()} and {@link #step()} say how and where. */
public final class RunFailedException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final String type;
    private final @Nullable String step;

    RunFailedException(String runId, String type, @Nullable String message, @Nullable String step) {
        super("Run '" + runId + "' failed" + (step == null ? "" : " in step '" + step + "'") + " with " + type
                + (message == null ? "" : ": " + message));
        this.type = type;
        this.step = step;
    }

    /** Class name of the exception that failed the run, or one of the server's own types such as {@code RUN_TIMEOUT}. */
    public String type() {
        return type;
    }

    /** The step whose failure ended the run, or {@code null} when it was none. */
    public @Nullable String step() {
        return step;
    }
}
