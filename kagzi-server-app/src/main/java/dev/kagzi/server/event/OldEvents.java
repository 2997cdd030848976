package dev.kagzi.server.event;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.settings.RetentionSettings;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Removes events when their retention is over, read or not, and channels that have nothing left. */
@Component
public class OldEvents {

    private static final int AT_ONCE = 1_000;

    private final EventRepository events;
    private final ChannelRepository channels;
    private final Namespaces namespaces;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Duration retention;

    OldEvents(
            EventRepository events,
            ChannelRepository channels,
            Namespaces namespaces,
            Transactions transactions,
            DatabaseClock clock,
            RetentionSettings settings) {
        this.events = events;
        this.channels = channels;
        this.namespaces = namespaces;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = settings.eventRetention();
    }

    /** Removes one batch of each namespace and one of channels, and returns how many events and channels that were. */
    public int remove() {
        Instant before = clock.now().minus(retention);
        int removed = 0;
        for (NamespaceId namespace : namespaces.all()) {
            removed += transactions.run(() -> events.removeOld(namespace.value(), before, AT_ONCE));
        }
        return removed + transactions.run(() -> channels.removeIdle(before, AT_ONCE));
    }
}
