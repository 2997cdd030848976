package dev.kagzi.chaos.evidence;

import dev.kagzi.chaos.evidence.EventRows.Channel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was seen in the tables while the faults were on. */
public record Sightings(
        List<LeaseSighting> leases,
        List<StepSighting> steps,
        List<WaitSighting> waits,
        List<PlaceSighting> places,
        List<LimitSighting> limits) {

    public Sightings {
        leases = List.copyOf(leases);
        steps = List.copyOf(steps);
        waits = List.copyOf(waits);
        places = List.copyOf(places);
        limits = List.copyOf(limits);
    }

    /** A live lease, seen at a moment of the database's clock. */
    public record LeaseSighting(UUID run, long claim, Instant leaseExpiresAt, Instant seenAt) {}

    /**
     * A recorded outcome when it was seen first.
     *
     * @param runAttempt attempt of the run then: a retry opens its failed step again
     */
    public record StepSighting(StepRef step, int runAttempt, String status, long claim, int outcomeHash) {}

    /**
     * Places of a key, at one moment.
     *
     * @param inUse as they were counted
     * @param holders runs that were claimed, or might be
     */
    public record PlaceSighting(String workflow, String key, int inUse, int holders) {}

    /**
     * A limit that held at some moment between two.
     *
     * @param version rises with every change
     * @param concurrency absent without such a limit
     */
    public record LimitSighting(
            String workflow, long version, @Nullable Integer concurrency, Instant from, Instant to) {}

    /** An open wait for an event. */
    public record WaitSighting(StepRef step, Channel channel, Instant deadline) {}
}
