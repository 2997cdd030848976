package dev.kagzi.server.event;

import dev.kagzi.protocol.Payload;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is about to be accepted.
 *
 * @param emittedBy the run that emits it, absent for one from outside
 */
public record NewEvent(
        UUID eventId,
        Channel channel,
        @Nullable Payload data,
        @Nullable UUID emittedBy) {}
