package dev.kagzi.definition;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Retry as one place sets it; {@code null} leaves a value to the next place.
 *
 * @param maxAttempts Attempts of a step, the first one included; 1 means no retry. Default: 3.
 * @param backoff Pause before the second attempt. Default: 1s.
 * @param multiplier Factor by which the pause grows, at least 1; 1 is a fixed interval. Default: 2.
 * @param maxBackoff Longest pause between two attempts. Default: 1m.
 * @param jitter Part by which a pause varies to either side, from 0 to 1. Default: 0.2.
 * @param noRetryFor Exception classes after which a step is not tried again, subclasses included. Default: none.
 */
public record RetrySettings(
        @Nullable Integer maxAttempts,
        @Nullable Duration backoff,
        @Nullable Double multiplier,
        @Nullable Duration maxBackoff,
        @Nullable Double jitter,
        @Nullable List<Class<? extends Throwable>> noRetryFor) {

    /** Sets nothing. */
    static final RetrySettings NONE = new RetrySettings(null, null, null, null, null, null);

    public RetrySettings {
        Bounds.atLeastOne("maxAttempts", maxAttempts);
        Bounds.notNegative("backoff", backoff);
        Bounds.factor("multiplier", multiplier);
        Bounds.notNegative("maxBackoff", maxBackoff);
        Bounds.fraction("jitter", jitter);
        Bounds.throwables("noRetryFor", noRetryFor);
        noRetryFor = noRetryFor == null ? null : List.copyOf(noRetryFor);
    }
}
