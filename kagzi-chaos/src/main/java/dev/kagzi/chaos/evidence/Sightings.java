package dev.kagzi.chaos.evidence;

import dev.kagzi.chaos.evidence.EventRows.Channel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What was seen in the tables while the faults were on. */
public record Sightings(List<LeaseSighting> leases, List<StepSighting> steps, List<WaitSighting> waits) {

    public Sightings {
        leases = List.copyOf(leases);
        steps = List.copyOf(steps);
        waits = List.copyOf(waits);
    }

    /** A live lease, seen at a moment of the database's clock. */
    public record LeaseSighting(UUID run, long claim, Instant leaseExpiresAt, Instant seenAt) {}

    /**
     * A recorded outcome when it was seen first.
     *
     * @param runAttempt attempt of the run then: a retry opens its failed step again
     */
    public record StepSighting(StepRef step, int runAttempt, String status, long claim, int outcomeHash) {}

    /** An open wait for an event. */
    public record WaitSighting(StepRef step, Channel channel, Instant deadline) {}
}
