package dev.kagzi.server.event;

import dev.kagzi.protocol.Payload;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored.
 *
 * @param data null in lists
 */
record StoredEvent(
        UUID eventId,
        Channel channel,
        Instant acceptedAt,
        @Nullable Payload data,
        byte[] dataHash) {}
