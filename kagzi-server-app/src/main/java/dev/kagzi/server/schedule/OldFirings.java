package dev.kagzi.server.schedule;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.schedule.OldFiringRepository.Overdue;
import dev.kagzi.server.settings.RetentionSettings;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Forgets firings that were started or skipped long ago, all but the newest of each schedule. Their runs have a retention of their own. */
@Component
public class OldFirings {

    private static final int AT_ONCE = 1_000;

    private final OldFiringRepository repository;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Duration retention;

    OldFirings(
            OldFiringRepository repository,
            Transactions transactions,
            DatabaseClock clock,
            RetentionSettings settings) {
        this.repository = repository;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = settings.retention();
    }

    /** Removes one batch of each namespace, and returns how many firings that were. */
    public int remove() {
        int removed = 0;
        for (Overdue overdue : repository.overdue(clock.now(), retention)) {
            removed += transactions.run(() -> repository.remove(overdue, AT_ONCE));
        }
        return removed;
    }
}
