package dev.kagzi.server.schedule;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.schedule.DueScheduleRepository.Outlook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Fires schedules that are due, many of one namespace in a transaction. When one of them fails the transaction is halved until it is alone:
 * it harms no other.
 */
@Component
public class DueSchedules {

    /** Of the database, {@code clock.now} and {@code clock.soon}. */
    public static final String IS_ANY_DUE_SOON = DueScheduleRepository.IS_ANY_DUE_SOON;

    private static final Logger log = LoggerFactory.getLogger(DueSchedules.class);
    private static final int AT_ONCE = 250;
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private final DueScheduleRepository due;
    private final ScheduleRepository schedules;
    private final DueFirings dueFirings;
    private final WaitingFirings waitingFirings;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Set<ScheduleKey> failing = ConcurrentHashMap.newKeySet();
    private volatile boolean anyWaiting;

    DueSchedules(
            DueScheduleRepository due,
            ScheduleRepository schedules,
            DueFirings dueFirings,
            WaitingFirings waitingFirings,
            Transactions transactions,
            DatabaseClock clock) {
        this.due = due;
        this.schedules = schedules;
        this.dueFirings = dueFirings;
        this.waitingFirings = waitingFirings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Time until there is something to do, by the database's clock; zero when there is already. */
    public Optional<Duration> untilNext() {
        Instant now = clock.now();
        Outlook outlook = due.outlook(now);
        anyWaiting = outlook.isAnyWaiting();
        return Optional.ofNullable(outlook.nextAt())
                .map(next -> next.isBefore(now) ? Duration.ZERO : Duration.between(now, next));
    }

    /** Whether firings wait, as far as is known: for one of them the end of a run may be what it waits for. */
    public boolean isAnyWaiting() {
        return anyWaiting;
    }

    /** Does what there is to do for a few hundred schedules at most, and returns for how many it was something. */
    public int fire() {
        Instant now = clock.now();
        List<DueSchedule> found = new ArrayList<>(due.due(now, AT_ONCE));
        found.addAll(due.inTurn(now, AT_ONCE));
        return DueBatch.of(found).stream().mapToInt(this::fireSafely).sum();
    }

    private int fireSafely(DueBatch batch) {
        try {
            List<ScheduleKey> fired = transactions.run(() -> fire(batch));
            fired.stream()
                    .filter(failing::remove)
                    .forEach(key -> log.info("The schedule '{}' fires again", key.scheduleId()));
            return fired.size();
        } catch (OutcomeUnknownException | DataAccessResourceFailureException | CannotCreateTransactionException e) {
            // No fault of a schedule.
            throw e;
        } catch (RuntimeException e) {
            if (batch.isOne()) {
                postpone(batch.one(), e);
                return 0;
            }
            return batch.halves().stream().mapToInt(this::fireSafely).sum();
        }
    }

    private List<ScheduleKey> fire(DueBatch due) {
        List<Schedule> locked = schedules.lockUnlessBusy(due.namespaceId(), due.scheduleIds());
        FiringBatch batch = new FiringBatch(due.namespaceId(), locked, clock.now());
        batch.schedules()
                .forEach(schedule -> batch.become(schedule.with(schedule.times().mended())));
        dueFirings.fire(batch);
        waitingFirings.startNext(batch);
        List<Schedule> changed = batch.changed();
        if (!changed.isEmpty()) {
            schedules.updateTimes(due.namespaceId(), changed);
        }
        return changed.stream().map(Schedule::key).toList();
    }

    private void postpone(ScheduleKey key, RuntimeException cause) {
        if (failing.add(key)) {
            log.atWarn()
                    .addKeyValue("namespaceId", key.namespaceId())
                    .setCause(cause)
                    .log(
                            "The schedule '{}' cannot be fired and is tried again every minute; save it anew, or delete it",
                            key.scheduleId());
        }
        transactions.run(() -> {
            due.postpone(key, clock.now().plus(AFTER_FAILURE));
            return true;
        });
    }
}
