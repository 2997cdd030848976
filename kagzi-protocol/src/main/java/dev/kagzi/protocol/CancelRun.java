package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/** {@code POST /runs/{runId}/cancel}. */
public record CancelRun(@Nullable String reason) {}
