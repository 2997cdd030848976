package dev.kagzi.server.event;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.event.ChannelRepository.Spreading;
import org.springframework.stereotype.Component;

/** Goes on with events that had more waiting runs than one transaction wakes. */
@Component
public class SpreadingEvents {

    /** Of the database. */
    public static final String ARE_ANY = ChannelRepository.IS_ANY_SPREADING;

    private static final int CHANNELS_AT_ONCE = 100;

    private final EventDeliveries deliveries;
    private final ChannelRepository channels;
    private final Transactions transactions;
    private final DatabaseClock clock;

    SpreadingEvents(
            EventDeliveries deliveries, ChannelRepository channels, Transactions transactions, DatabaseClock clock) {
        this.deliveries = deliveries;
        this.channels = channels;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Wakes up to 1,000 runs of each channel, and returns how many that were. */
    public int spread() {
        int woken = 0;
        for (Spreading spreading : channels.spreading(CHANNELS_AT_ONCE)) {
            woken += transactions.run(
                    () -> deliveries.spread(spreading.namespaceId(), spreading.channel(), clock.now()));
        }
        return woken;
    }
}
