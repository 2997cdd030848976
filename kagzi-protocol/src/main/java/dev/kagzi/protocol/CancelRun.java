package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A cancel of a run.
 *
 * @param force whether the run ends at once, without its compensations
 */
public record CancelRun(@Nullable String reason, @Nullable Boolean force) {}
