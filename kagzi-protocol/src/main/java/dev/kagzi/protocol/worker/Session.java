package dev.kagzi.protocol.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session that is open.
 *
 * @param leaseDuration how long a claim holds without renewal
 * @param renewInterval how often a worker that holds runs renews
 * @param now the database's time, for a worker to see how far its own clock is off
 */
public record Session(
        UUID workerId,
        Duration leaseDuration,
        Duration renewInterval,
        @Nullable Instant now) {}
