package dev.kagzi.definition;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kagzi.workflows.<name>.steps.<step>.*}: what the configuration sets for one step; {@code null} leaves a value to
 * the next place.
 *
 * @param maxAttempts Attempts, the first one included; 1 means no retry.
 * @param backoff Pause before the second attempt.
 * @param multiplier Factor by which the pause grows, at least 1; 1 is a fixed interval.
 * @param maxBackoff Longest pause between two attempts.
 * @param jitter Part by which a pause varies to either side, from 0 to 1.
 * @param noRetryFor Exception classes after which the step is not tried again, subclasses included.
 * @param timeout Longest time for one attempt.
 * @param recordInput Whether the arguments are recorded for people to see.
 */
public record StepSettings(
        @Nullable Integer maxAttempts,
        @Nullable Duration backoff,
        @Nullable Double multiplier,
        @Nullable Duration maxBackoff,
        @Nullable Double jitter,
        @Nullable List<Class<? extends Throwable>> noRetryFor,
        @Nullable Duration timeout,
        @Nullable Boolean recordInput) {

    /** Sets nothing. */
    static final StepSettings NONE = new StepSettings(null, null, null, null, null, null, null, null);

    public StepSettings {
        new RetrySettings(maxAttempts, backoff, multiplier, maxBackoff, jitter, noRetryFor);
        Bounds.positive("timeout", timeout);
    }

    RetrySettings retry() {
        return new RetrySettings(maxAttempts, backoff, multiplier, maxBackoff, jitter, noRetryFor);
    }
}
