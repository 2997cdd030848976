package dev.kagzi.protocol;

import java.time.Instant;
import java.util.List;

/**
 * What a backfill makes up, one after the other.
 *
 * @param firings those that have started no run so far, oldest first
 */
public record BackfillResult(List<Instant> firings) {}
