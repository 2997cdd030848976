package dev.kagzi.server.run;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.run.FinishedRunRepository.Old;
import dev.kagzi.server.run.FinishedRunRepository.Overdue;
import dev.kagzi.server.settings.RetentionSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Removes finished runs when their retention is over: whole runs, the oldest first. Runs that are not finished stay, however old they
 * are.
 */
@Component
public class FinishedRuns {

    static final int RUNS_AT_ONCE = 1_000;
    /** A transaction with more is one run that has more by itself. */
    static final int STEPS_AT_ONCE = 20_000;

    private final FinishedRunRepository repository;
    private final RunRemovalRepository removal;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Duration retention;
    private final RetentionMeters meters;

    FinishedRuns(
            FinishedRunRepository repository,
            RunRemovalRepository removal,
            Transactions transactions,
            DatabaseClock clock,
            RetentionSettings settings,
            RetentionMeters meters) {
        this.repository = repository;
        this.removal = removal;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = settings.retention();
        this.meters = meters;
    }

    /**
     * Removes one batch of each namespace that has something to remove, and returns how many runs that were; a round that removes nothing
     * leaves nothing. What fails in one namespace is thrown when the others have had their turn.
     */
    public int remove() {
        int removed = 0;
        RuntimeException failure = null;
        for (Overdue overdue : overdue()) {
            try {
                int batch = transactions.run(() -> removeBatch(overdue));
                meters.removed(batch);
                removed += batch;
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return removed;
    }

    /** Measured before anything is removed: a removal that fails must not hide how late it is. */
    private List<Overdue> overdue() {
        try {
            List<Overdue> found = repository.overdue(clock.now(), retention);
            meters.lag(found.isEmpty() ? Duration.ZERO : found.get(0).lag());
            return found;
        } catch (RuntimeException e) {
            meters.lagIsUnknown();
            throw e;
        }
    }

    private int removeBatch(Overdue overdue) {
        List<Old> batch = bounded(repository.lockOldest(overdue, RUNS_AT_ONCE));
        if (!batch.isEmpty()) {
            removal.remove(overdue.namespaceId(), batch.stream().map(Old::runId).toList());
        }
        return batch.size();
    }

    /** The first ones whose steps fit into one transaction, and at least one. */
    static List<Old> bounded(List<Old> oldest) {
        int count = 0;
        long steps = 0;
        while (count < oldest.size() && (count == 0 || steps + oldest.get(count).steps() <= STEPS_AT_ONCE)) {
            steps += oldest.get(count).steps();
            count++;
        }
        return oldest.subList(0, count);
    }
}
