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

    FinishedRuns(
            FinishedRunRepository repository,
            RunRemovalRepository removal,
            Transactions transactions,
            DatabaseClock clock,
            RetentionSettings settings) {
        this.repository = repository;
        this.removal = removal;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = settings.retention();
    }

    /**
     * What one round has done.
     *
     * @param removed runs that are gone
     * @param lag how long the oldest one had been overdue at the beginning of the round
     */
    public record Round(int removed, Duration lag) {}

    /**
     * Removes one batch of each namespace that has something to remove; a round that removes nothing leaves nothing. What fails in one
     * namespace is thrown when the others have had their turn.
     */
    public Round remove() {
        List<Overdue> namespaces = repository.overdue(clock.now(), retention);
        int removed = 0;
        RuntimeException failure = null;
        for (Overdue overdue : namespaces) {
            try {
                removed += transactions.run(() -> removeBatch(overdue));
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return new Round(
                removed,
                namespaces.isEmpty() ? Duration.ZERO : namespaces.get(0).lag());
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
