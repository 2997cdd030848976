package dev.kagzi.test.server;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** An event's place in the order of its channel. */
record EventPlace(Instant acceptedAt, UUID eventId) implements Comparable<EventPlace> {

    /** Ids as the database orders them. */
    private static final Comparator<UUID> BY_ID = Comparator.comparing(UUID::toString);

    private static final Comparator<EventPlace> ORDER =
            Comparator.comparing(EventPlace::acceptedAt).thenComparing(EventPlace::eventId, BY_ID);

    /** Before all events of this instant. */
    static EventPlace before(Instant instant) {
        return new EventPlace(instant, new UUID(0, 0));
    }

    @Override
    public int compareTo(EventPlace other) {
        return ORDER.compare(this, other);
    }
}
