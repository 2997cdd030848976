package dev.kagzi.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow that some worker has registered.
 *
 * @param versions highest first
 * @param aliases its old names
 * @param on names of the events that start a run, as its highest version declares them
 * @param limits the limits in force
 */
public record WorkflowSnapshot(
        String name, List<Version> versions, List<String> aliases, List<String> on, LimitsInForce limits, Stats stats) {

    /**
     * One version, as the worker that started last declares it.
     *
     * @param workers live workers that offer it
     * @param workerConcurrency runs of it at once in one worker
     * @param timeout deadline of a run
     * @param retry effective defaults of its steps
     */
    public record Version(
            int version,
            int workers,
            @Nullable Integer workerConcurrency,
            @Nullable Duration timeout,
            @Nullable RetryOffer retry) {}

    /**
     * What became of its newest 500 runs, but those that are held.
     *
     * @param completed how many of them are COMPLETED
     * @param failed how many of them are FAILED
     * @param p50 half of those that are COMPLETED took no longer, waits included
     * @param p95 95 % of those that are COMPLETED took no longer
     */
    public record Stats(
            int completed,
            int failed,
            @Nullable Duration p50,
            @Nullable Duration p95) {}
}
