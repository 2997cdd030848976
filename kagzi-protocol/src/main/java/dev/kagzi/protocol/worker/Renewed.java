package dev.kagzi.protocol.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a renewal.
 *
 * @param leaseFor how long the renewed claims hold, from the arrival of the request
 * @param lost runs that were listed and are not the worker's any more
 * @param now the database's time, for a worker to see how far its own clock is off
 */
public record Renewed(
        Duration leaseFor,
        List<Lost> lost,
        List<Resolved> resolved,
        List<EndedClaim> cancel,
        @Nullable Boolean drain,
        @Nullable Instant now) {

    /** A run that is not the worker's any more. */
    public record Lost(UUID runId) {}
}
