package dev.kagzi.server.event;

import dev.kagzi.protocol.Payload;
import dev.kagzi.server.run.Trace;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is about to be accepted.
 *
 * @param emittedBy the run that emits it, absent for one from outside
 * @param trace the trace in which it is emitted
 */
public record NewEvent(
        UUID eventId,
        Channel channel,
        @Nullable Payload data,
        @Nullable UUID emittedBy,
        Trace trace) {}
