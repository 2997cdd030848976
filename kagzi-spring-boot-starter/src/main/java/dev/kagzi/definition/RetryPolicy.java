package dev.kagzi.definition;

import java.time.Duration;
import java.util.List;

/**
 * How often and how soon a step is tried again: effective values, nothing left to inherit.
 *
 * @param maxAttempts attempts, the first one included; {@link dev.kagzi.Retry#FOREVER} for no bound
 * @param backoff pause before the second attempt
 * @param multiplier factor by which the pause grows, at least 1
 * @param maxBackoff longest pause
 * @param jitter part by which a pause varies to either side, from 0 to 1
 * @param noRetryFor exceptions after which the step is not tried again, subclasses included
 */
public record RetryPolicy(
        int maxAttempts,
        Duration backoff,
        double multiplier,
        Duration maxBackoff,
        double jitter,
        List<Class<? extends Throwable>> noRetryFor) {

    public RetryPolicy {
        new RetrySettings(maxAttempts, backoff, multiplier, maxBackoff, jitter, noRetryFor);
        noRetryFor = List.copyOf(noRetryFor);
    }

    /** The same policy with another number of attempts, as a start of a run may ask for. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, backoff, multiplier, maxBackoff, jitter, noRetryFor);
    }
}
