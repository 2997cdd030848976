package dev.kagzi.protocol.worker;

import java.time.Duration;
import java.util.UUID;

/**
 * A session that is open.
 *
 * @param leaseDuration how long a claim holds without renewal
 * @param renewInterval how often a worker that holds runs renews
 */
public record Session(UUID workerId, Duration leaseDuration, Duration renewInterval) {}
