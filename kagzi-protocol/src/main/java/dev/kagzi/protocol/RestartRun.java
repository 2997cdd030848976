package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * {@code POST /runs/{runId}/restart}.
 *
 * @param fromStep take over the history before this step; absent: from the beginning
 */
public record RestartRun(@Nullable StepKey fromStep) {}
