package dev.kagzi.server.event;

import dev.kagzi.server.input.PayloadRules;
import java.time.Instant;
import java.util.UUID;

/** An event that has its place in its channel. */
record AcceptedEvent(NewEvent event, Instant acceptedAt) {

    UUID eventId() {
        return event.eventId();
    }

    Channel channel() {
        return event.channel();
    }

    StoredEvent stored() {
        return new StoredEvent(eventId(), channel(), acceptedAt, null, PayloadRules.hash(event.data()));
    }
}
