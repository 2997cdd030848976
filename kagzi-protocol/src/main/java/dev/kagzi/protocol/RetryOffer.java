package dev.kagzi.protocol;

import java.time.Duration;

/**
 * Defaults of a workflow's steps.
 *
 * @param maxAttempts {@link Integer#MAX_VALUE} for no bound
 * @param jitter part by which a pause varies, as 0.2
 */
public record RetryOffer(int maxAttempts, Duration backoff, double multiplier, Duration maxBackoff, double jitter) {}
