package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that was accepted.
 *
 * @param data left out in lists and in the answer to its acceptance
 * @param acceptedAt its place among the events of its name and key
 * @param startedRuns runs it has started
 * @param wokenRuns runs whose wait it has ended so far
 * @param more whether it has started or woken more runs than are shown, or is still to wake some
 */
public record EventSnapshot(
        UUID eventId,
        String name,
        @Nullable String key,
        @JsonAlias("dataEncoded") @Nullable Payload data,
        Instant acceptedAt,
        List<Concerned> startedRuns,
        List<Concerned> wokenRuns,
        boolean more) {

    /** A run that an event has started or woken. */
    public record Concerned(UUID runId, String workflow) {}
}
