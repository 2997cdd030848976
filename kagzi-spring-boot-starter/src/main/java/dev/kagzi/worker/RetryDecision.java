package dev.kagzi.worker;

import dev.kagzi.NonRetryableException;
import dev.kagzi.RetryAfterException;
import dev.kagzi.definition.RetryPolicy;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** What follows a failed attempt. */
sealed interface RetryDecision {

    /** Another attempt, after a pause. */
    record Again(Duration pause) implements RetryDecision {}

    /** The failure is final. */
    record Final() implements RetryDecision {}

    /**
     * @param attempt the attempt that failed, from 1
     * @param random from 0 to 1
     */
    static RetryDecision after(Throwable failure, int attempt, RetryPolicy policy, DoubleSupplier random) {
        if (attempt >= policy.maxAttempts() || isFinal(failure, policy)) {
            return new Final();
        }
        if (failure instanceof RetryAfterException exact) {
            return new Again(exact.retryAfter());
        }
        return new Again(pause(attempt, policy, random.getAsDouble()));
    }

    private static boolean isFinal(Throwable failure, RetryPolicy policy) {
        return failure instanceof NonRetryableException
                || policy.noRetryFor().stream().anyMatch(type -> type.isInstance(failure));
    }

    /** Varies to either side, but never beyond the longest pause. */
    private static Duration pause(int attempt, RetryPolicy policy, double random) {
        double longest = policy.maxBackoff().toMillis();
        double grown = policy.backoff().toMillis() * Math.pow(policy.multiplier(), attempt - 1.0);
        double exact = Double.isNaN(grown) ? 0 : Math.min(grown, longest);
        double least = exact * (1 - policy.jitter());
        double most = Math.min(exact * (1 + policy.jitter()), longest);
        return Duration.ofMillis(Math.round(least + random * (most - least)));
    }
}
