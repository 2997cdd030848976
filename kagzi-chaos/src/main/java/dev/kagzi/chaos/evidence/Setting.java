package dev.kagzi.chaos.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * How the run was set up, and how it ended.
 *
 * @param steps what the load declares about its steps, by name
 * @param compensations what undoes which of them, both by name
 * @param limits what it declares about workflows with limits, by name
 * @param startingEvent name of the events that start runs
 * @param anchor a moment on both clocks
 * @param healedNanos when the last fault was healed
 * @param readNanos when the tables were read
 * @param liveWorkers names of the worker processes alive at the end
 * @param livePids their process ids
 * @param answeringServers servers that answered after the last heal, of {@code servers}
 */
public record Setting(
        Duration lease,
        Duration renewInterval,
        Map<String, StepPolicy> steps,
        Map<String, String> compensations,
        Map<String, Limit> limits,
        String startingEvent,
        Anchor anchor,
        long healedNanos,
        long readNanos,
        Set<String> liveWorkers,
        Set<Long> livePids,
        int servers,
        int answeringServers) {

    /**
     * What a step of the load may do.
     *
     * @param shortestBackoff before the second attempt, jitter taken off; each further one is {@code multiplier} as long
     * @param swallowsInterrupts whether its body goes on when it is interrupted
     */
    public record StepPolicy(
            int maxAttempts,
            Duration shortestBackoff,
            double multiplier,
            Duration maxBackoff,
            boolean swallowsInterrupts) {

        /** Shortest allowed pause after failed attempt {@code attempt}. */
        public Duration pauseAfter(int attempt) {
            double nanos = shortestBackoff.toNanos() * Math.pow(multiplier, attempt - 1);
            return Duration.ofNanos((long) Math.min(nanos, maxBackoff.toNanos()));
        }
    }

    /** The same moment on the monotonic clock and on the wall. */
    public record Anchor(long nanos, Instant instant) {

        public Instant instantOf(long atNanos) {
            return instant.plusNanos(atNanos - nanos);
        }

        public long nanosOf(Instant at) {
            return nanos + Duration.between(instant, at).toNanos();
        }
    }

    public StepPolicy policy(String step) {
        StepPolicy policy = steps.get(step);
        if (policy == null) {
            throw new IllegalArgumentException("The load has no step '" + step + "'");
        }
        return policy;
    }
}
