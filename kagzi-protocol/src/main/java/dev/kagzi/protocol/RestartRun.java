package dev.kagzi.protocol;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A restart of a run.
 *
 * @param fromStep take over the history before this step; absent: from the beginning
 * @param runId identity of the new run made by the caller, a UUIDv7; a repeated request then never makes a second one
 */
public record RestartRun(
        @Nullable StepKey fromStep, @Nullable UUID runId) {

    /** A restart that is not meant to be repeated. */
    public RestartRun(@Nullable StepKey fromStep) {
        this(fromStep, null);
    }
}
