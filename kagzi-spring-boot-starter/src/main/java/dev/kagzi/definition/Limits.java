package dev.kagzi.definition;

import dev.kagzi.OnLimit;
import dev.kagzi.protocol.json.PropertyPath;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a workflow that the server keeps: effective values; {@code null} is none.
 *
 * @param concurrency claims at once, across all workers
 * @param concurrencyKey property path of the input
 * @param onLimit what becomes of a start beyond {@code concurrency}
 * @param throttle first claims in any period, as {@code 10/1m}
 */
public record Limits(
        @Nullable Integer concurrency,
        @Nullable String concurrencyKey,
        @Nullable OnLimit onLimit,
        @Nullable String throttle) {

    /** Where in an input the value is that the limits go by, or {@code null} where they go by none. */
    public @Nullable PropertyPath keyPath() {
        return concurrencyKey == null ? null : PropertyPath.of(concurrencyKey);
    }

    boolean isAny() {
        return concurrency != null || throttle != null;
    }
}
