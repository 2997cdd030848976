package dev.kagzi.protocol.worker;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as a worker declares it when it opens its session.
 *
 * @param aliases old names
 * @param workerConcurrency runs at once in this worker
 * @param timeout deadline of a run
 * @param retry effective defaults of its steps, for people to see
 */
public record WorkflowOffer(
        String name,
        int version,
        @Nullable List<String> aliases,
        @Nullable Integer workerConcurrency,
        @Nullable Duration timeout,
        @Nullable RetryOffer retry) {

    /**
     * Defaults of a workflow's steps.
     *
     * @param maxAttempts {@link Integer#MAX_VALUE} for no bound
     * @param jitter part by which a pause varies, as 0.2
     */
    public record RetryOffer(
            int maxAttempts, Duration backoff, double multiplier, Duration maxBackoff, double jitter) {}
}
