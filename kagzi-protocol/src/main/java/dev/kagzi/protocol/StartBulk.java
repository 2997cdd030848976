package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A new bulk job.
 *
 * @param action what is done to each; NAMESPACE_DISABLED for a restart in a disabled namespace
 * @param filter which runs; it has to name something
 * @param dryRun whether runs are only counted; false without it
 * @param reason of cancels, kept in the history of each run, at most 1,000 characters
 */
public record StartBulk(
        BulkAction action,
        BulkFilter filter,
        @Nullable Boolean dryRun,
        @Nullable String reason) {}
