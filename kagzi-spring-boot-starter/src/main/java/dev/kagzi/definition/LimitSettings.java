package dev.kagzi.definition;

import dev.kagzi.OnLimit;
import dev.kagzi.protocol.Throttle;
import dev.kagzi.protocol.json.PropertyPath;
import org.jspecify.annotations.Nullable;

/** Limits as one place sets them, checked; {@code null} leaves a value to the next place. */
record LimitSettings(
        @Nullable Integer concurrency,
        @Nullable String concurrencyKey,
        @Nullable OnLimit onLimit,
        @Nullable String throttle,
        @Nullable Integer priority) {

    private static final int MAX_PRIORITY = 1_000_000;

    /** @throws IllegalArgumentException that names the value which is wrong */
    LimitSettings {
        Bounds.atLeastOne("concurrency", concurrency);
        Bounds.between("priority", -MAX_PRIORITY, MAX_PRIORITY, priority);
        if (concurrencyKey != null && !PropertyPath.isPath(concurrencyKey)) {
            throw new IllegalArgumentException(
                    "concurrencyKey is '" + concurrencyKey + "', expected " + PropertyPath.EXPECTED);
        }
        if (throttle != null && Throttle.parse(throttle).isEmpty()) {
            throw new IllegalArgumentException("throttle is '" + throttle + "', expected " + Throttle.EXPECTED);
        }
    }
}
