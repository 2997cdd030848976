package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The limits of a workflow as they hold now; absent are those it does not have.
 *
 * @param concurrency claims at once
 * @param concurrencyKey property path of the input
 * @param onLimit what becomes of a start beyond {@code concurrency}
 * @param throttle first claims in any period
 */
public record LimitsInForce(
        @Nullable Concurrency concurrency,
        @Nullable ConcurrencyKey concurrencyKey,
        @Nullable WhenReached onLimit,
        @Nullable Throttling throttle) {

    /**
     * Claims at once, of the workflow or of each value of its key.
     *
     * @param inUse places that are taken, of all values: runs that are claimed, or next in line; counted up to 100,000
     * @param waiting runs that wait for a place or for their time, of all values; counted up to 100,000
     */
    public record Concurrency(int value, LimitSource source, int inUse, int waiting) {}

    /** Where in the input the value is that limits go by. */
    public record ConcurrencyKey(String value, LimitSource source) {}

    /** What becomes of a start that finds no place. */
    public record WhenReached(OnLimit value, LimitSource source) {}

    /**
     * First claims in any period, of the workflow or of each value of its key.
     *
     * @param value as it was set
     * @param inUse first claims of the period that ends now, and runs that are next in line, of all values; counted up to 100,000
     * @param waiting runs that wait for a place or for their time, of all values; counted up to 100,000
     */
    public record Throttling(String value, LimitSource source, int inUse, int waiting) {}
}
