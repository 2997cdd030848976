package dev.kagzi.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One firing of a schedule: started, skipped, or still to be started when both are absent.
 *
 * @param fireAt when it was due
 * @param runId the run it has started
 * @param skipped why it has started none
 */
public record FiringSnapshot(
        Instant fireAt, @Nullable UUID runId, @Nullable String skipped) {}
