package dev.kagzi.server.due;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.WaitResolved;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Wakes runs whose start time, sleep or pause between attempts is over. */
@Component
public class DueRuns {

    private static final int AT_ONCE = 1_000;

    private final DueRepository repository;
    private final Steps steps;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Signals signals;
    private final DueMeters meters;

    DueRuns(
            DueRepository repository,
            Steps steps,
            Transactions transactions,
            DatabaseClock clock,
            Signals signals,
            DueMeters meters) {
        this.repository = repository;
        this.steps = steps;
        this.transactions = transactions;
        this.clock = clock;
        this.signals = signals;
        this.meters = meters;
    }

    /** Time until the next one is due, by the database's clock; zero when some are already. */
    public Optional<Duration> untilNext() {
        return repository.nextDue().map(due -> {
            Duration left = Duration.between(clock.now(), due);
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    /** Time until this instant of the database's clock. */
    public Duration until(Instant due) {
        return Duration.between(clock.now(), due);
    }

    /** Wakes what is due, at most 1,000 runs, and returns how many there were. */
    public int wake() {
        int woken = 0;
        for (Map.Entry<UUID, List<UUID>> due :
                repository.due(clock.now(), AT_ONCE).entrySet()) {
            woken += transactions.run(() -> wake(due.getKey(), due.getValue()));
        }
        return woken;
    }

    private int wake(UUID namespaceId, List<UUID> runIds) {
        Instant now = clock.now();
        List<DueRun> runs = repository.lockDue(namespaceId, runIds, now);
        if (runs.isEmpty()) {
            return 0;
        }
        Map<UUID, Instant> nextDue =
                steps.resolveDue(namespaceId, runs.stream().map(DueRun::runId).toList(), now);
        repository.wake(namespaceId, runs, nextDue);
        List<DueRun> waiting =
                runs.stream().filter(run -> run.status() == RunStatus.WAITING).toList();
        if (!waiting.isEmpty()) {
            repository.addHistory(namespaceId, waiting, RunStatus.PENDING, "WOKEN", now);
        }
        runs.forEach(run -> signal(namespaceId, run));
        meters.woken(runs, now);
        return runs.size();
    }

    private void signal(UUID namespaceId, DueRun run) {
        if (run.status() == RunStatus.RUNNING && run.workerId() != null) {
            signals.afterCommit(new WaitResolved(namespaceId, run.workerId(), run.runId()));
        } else {
            signals.afterCommit(new RunClaimable(namespaceId, run.workflow()));
            signals.afterCommit(new RunChanged(namespaceId, run.runId()));
        }
    }
}
