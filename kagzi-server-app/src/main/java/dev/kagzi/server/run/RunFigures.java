package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * How many runs have begun and ended in each minute of the last week, and in those of the last day per workflow. It is written down every
 * few seconds: a server that dies takes the last of them along.
 */
@Component
public class RunFigures {

    private static final Duration KEPT = Duration.ofDays(8);
    private static final Duration KEPT_OF_WORKFLOWS = Duration.ofDays(1);

    /** Workflows of one server that are told apart between two writings; there are no more than that in practice. */
    private static final int MOST_WORKFLOWS = 1_000;

    private final RunFigureRepository repository;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private Map<Key, Count> counts = new HashMap<>();

    RunFigures(RunFigureRepository repository, Transactions transactions, DatabaseClock clock) {
        this.repository = repository;
        this.transactions = transactions;
        this.clock = clock;
    }

    record Key(UUID namespaceId, String workflow) {}

    /** What has come of a workflow since it was written down last. */
    static final class Count {

        long started;
        long completed;
        long failed;
        long cancelled;
        long lostLeases;

        long finished() {
            return completed + failed + cancelled;
        }

        private void add(Count other) {
            started += other.started;
            completed += other.completed;
            failed += other.failed;
            cancelled += other.cancelled;
            lostLeases += other.lostLeases;
        }
    }

    /**
     * What a time has brought.
     *
     * @param from its beginning
     */
    public record Figure(Instant from, long started, long completed, long failed, long cancelled) {}

    void started(UUID namespaceId, String workflow, long runs) {
        Count count = new Count();
        count.started = runs;
        add(new Key(namespaceId, workflow), count);
    }

    void finished(UUID namespaceId, String workflow, RunStatus status, long runs) {
        Count count = new Count();
        switch (status) {
            case COMPLETED -> count.completed = runs;
            case FAILED -> count.failed = runs;
            case CANCELLED -> count.cancelled = runs;
            default -> {
                return;
            }
        }
        add(new Key(namespaceId, workflow), count);
    }

    void leaseLost(UUID namespaceId, String workflow) {
        Count count = new Count();
        count.lostLeases = 1;
        add(new Key(namespaceId, workflow), count);
    }

    private synchronized void add(Key key, Count count) {
        if (counts.containsKey(key) || counts.size() < MOST_WORKFLOWS) {
            counts.computeIfAbsent(key, any -> new Count()).add(count);
        }
    }

    private synchronized Map<Key, Count> take() {
        Map<Key, Count> taken = counts;
        counts = new HashMap<>();
        return taken;
    }

    /** Writes down what has come since the last time; where that fails it is written the next time. */
    public void write() {
        Map<Key, Count> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        try {
            transactions.run(() -> {
                repository.add(clock.now().truncatedTo(ChronoUnit.MINUTES), taken);
                return taken;
            });
        } catch (RuntimeException e) {
            taken.forEach(this::add);
            throw e;
        }
    }

    /** Removes what nobody looks at any more. */
    public int removeOld() {
        Instant now = clock.now();
        return repository.removeBefore(now.minus(KEPT))
                + repository.removeOfWorkflowsBefore(now.minus(KEPT_OF_WORKFLOWS));
    }

    /**
     * What the last time has brought, in parts of the same length, the oldest first; also those that have brought nothing.
     *
     * @param part a whole number of minutes
     */
    public List<Figure> of(UUID namespaceId, Duration part, int parts) {
        Instant now = clock.now();
        long seconds = part.toSeconds();
        Instant last = Instant.ofEpochSecond(now.getEpochSecond() / seconds * seconds);
        Instant first = last.minus(part.multipliedBy(parts - 1L));
        Map<Instant, Figure> found = new HashMap<>();
        repository.since(namespaceId, first, part).forEach(figure -> found.put(figure.from(), figure));
        List<Figure> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            Instant from = first.plus(part.multipliedBy(i));
            all.add(found.getOrDefault(from, new Figure(from, 0, 0, 0, 0)));
        }
        return all;
    }

    /** The workflows with most failures and lost leases in the time until now, worst first. */
    public List<Trouble> troubles(UUID namespaceId, Duration window) {
        return repository.troubles(namespaceId, clock.now().minus(window));
    }

    /**
     * A workflow of which runs have failed or lost their workers.
     *
     * @param finished runs that have ended, the failed among them
     */
    public record Trouble(String workflow, long failed, long finished, long lostLeases) {}
}
