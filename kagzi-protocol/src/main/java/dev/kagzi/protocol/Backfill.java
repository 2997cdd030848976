package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes up firings of the past.
 *
 * @param from inclusive
 * @param to exclusive; not in the future
 * @param dryRun only tells which firings these would be
 */
public record Backfill(Instant from, Instant to, @Nullable Boolean dryRun) {}
