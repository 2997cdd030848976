package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Limits of a workflow.
 *
 * @param concurrency claims at once, across all workers, of the workflow or of each value of its key; at least 1
 * @param concurrencyKey property path of the input, as {@code customer.id}: every value has limits of its own
 * @param onLimit what becomes of a start beyond {@code concurrency}; WAIT without it
 * @param throttle first claims in any period, as {@code 10/1m}; of the workflow or of each value of its key
 */
public record Limits(
        @Nullable Integer concurrency,
        @Nullable String concurrencyKey,
        @Nullable OnLimit onLimit,
        @Nullable String throttle) {

    /** No limits. */
    public static final Limits NONE = new Limits(null, null, null, null);
}
