package dev.kagzi.server.due;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.event.Channel;
import dev.kagzi.server.event.EventDeliveries;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.wake.WakeableRun;
import dev.kagzi.server.wake.Wakes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Wakes runs whose start time, sleep, wait for an event or pause between attempts is over. */
@Component
public class DueRuns {

    /** Of the database and {@code clock.soon}. */
    public static final String IS_ANY_DUE_SOON = DueRepository.IS_ANY_DUE_SOON;

    private static final int AT_ONCE = 1_000;

    private final DueRepository repository;
    private final Steps steps;
    private final EventDeliveries events;
    private final Wakes wakes;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final DueMeters meters;

    DueRuns(
            DueRepository repository,
            Steps steps,
            EventDeliveries events,
            Wakes wakes,
            Transactions transactions,
            DatabaseClock clock,
            DueMeters meters) {
        this.repository = repository;
        this.steps = steps;
        this.events = events;
        this.wakes = wakes;
        this.transactions = transactions;
        this.clock = clock;
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
        // Before the runs: an event that is just being accepted still comes in time for their waits.
        Instant before = clock.now();
        Set<Channel> channels = events.lockChannelsOfDueWaits(namespaceId, runIds, before);
        Instant now = clock.now();
        List<DueRun> due = repository.lockDue(namespaceId, runIds, before);
        if (due.isEmpty()) {
            return 0;
        }
        List<WakeableRun> runs = due.stream().map(DueRun::run).toList();
        List<UUID> locked = runs.stream().map(WakeableRun::runId).toList();
        events.endDueWaits(namespaceId, locked, channels, before);
        steps.resolveDue(namespaceId, locked, now);
        wakes.wakeByClock(namespaceId, runs, now);
        meters.woken(due, now);
        return due.size();
    }
}
