package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/** A cancel of a run. */
public record CancelRun(@Nullable String reason) {}
