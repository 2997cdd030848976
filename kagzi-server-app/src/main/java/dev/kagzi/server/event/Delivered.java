package dev.kagzi.server.event;

import dev.kagzi.protocol.Payload;
import dev.kagzi.server.step.EndedWait;
import dev.kagzi.server.step.StepRef;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An open wait and the event that ends it. */
record Delivered(
        StepRef step,
        Channel channel,
        UUID eventId,
        Instant acceptedAt,
        @Nullable Payload data) {

    /** An event without data is told from a time-out by nobody but the server: both bring nothing. */
    EndedWait outcome() {
        return EndedWait.completed(step, data == null ? Payload.NULL : data, eventId);
    }
}
