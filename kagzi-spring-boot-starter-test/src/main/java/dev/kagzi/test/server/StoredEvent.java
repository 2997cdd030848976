package dev.kagzi.test.server;

import dev.kagzi.protocol.EventSnapshot.Concerned;
import dev.kagzi.protocol.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event that was accepted. */
final class StoredEvent {

    final UUID eventId;
    final Channel channel;
    final @Nullable Payload data;
    final Instant acceptedAt;
    final List<Concerned> started = new ArrayList<>();
    final List<Concerned> woken = new ArrayList<>();

    StoredEvent(UUID eventId, Channel channel, @Nullable Payload data, Instant acceptedAt) {
        this.eventId = eventId;
        this.channel = channel;
        this.data = data;
        this.acceptedAt = acceptedAt;
    }

    EventPlace place() {
        return new EventPlace(acceptedAt, eventId);
    }
}
