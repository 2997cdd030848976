package dev.kagzi.server.schedule;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Firings that wait for their turn, in the transaction that has locked their schedule: those that overlap may not, those that were missed,
 * and those of a backfill.
 */
@Component
class WaitingFirings {

    /** Firings on time that find so many before them are skipped. */
    private static final int MOST = 10_000;
    /** Between two that are made up, in one namespace: a day that is made up must not stand in the way of the present. */
    private static final Duration PACE = Duration.ofMillis(100);

    private final FiringRepository repository;
    private final FiringPaceRepository pace;
    private final FiringStarts starts;

    WaitingFirings(FiringRepository repository, FiringPaceRepository pace, FiringStarts starts) {
        this.repository = repository;
        this.pace = pace;
        this.starts = starts;
    }

    boolean isFull(Schedule schedule) {
        return repository.countWaiting(schedule.key(), MOST) == MOST;
    }

    Schedule add(Schedule schedule, Instant fireAt, Instant now) {
        repository.insert(schedule.key(), List.of(Firing.waiting(fireAt)), now);
        return inLine(schedule, now);
    }

    /** Those of a backfill, skipped ones among them. */
    Schedule makeUp(Schedule schedule, List<Instant> fireAts, Instant now) {
        repository.makeUp(schedule.key(), fireAts);
        return fireAts.isEmpty() ? schedule : inLine(schedule, now);
    }

    /** The schedule with its place in line, which it keeps if it has one. */
    Schedule inLine(Schedule schedule, Instant now) {
        return schedule.times().turnAt() == null
                ? schedule.with(schedule.times().turn(now))
                : schedule;
    }

    /** Starts the oldest that waits, if nothing stands in its way. The schedule as it is afterwards is for the caller to store. */
    Schedule startNext(Schedule schedule, Instant now) {
        if (schedule.times().turnAt() == null || schedule.paused()) {
            return schedule;
        }
        Optional<Firing> oldest = repository.oldestWaiting(schedule.key());
        if (oldest.filter(firing -> mayStart(schedule, firing, now)).isPresent()) {
            Firing started = Firing.started(oldest.get().fireAt(), UuidCreator.getTimeOrderedEpoch());
            repository.decide(schedule.key(), started, now);
            return behindTheOthers(starts.start(schedule, started, now), now);
        }
        return oldest.isPresent() ? schedule : schedule.with(schedule.times().turn(null));
    }

    private boolean mayStart(Schedule schedule, Firing firing, Instant now) {
        boolean first = schedule.timing().overlap() == Overlap.ALLOW || !starts.isRunOpen(schedule);
        return first && (!firing.madeUp() || pace.take(schedule.namespaceId(), now, now.plus(PACE)));
    }

    /** Out of the line when nothing waits any more. */
    private Schedule behindTheOthers(Schedule schedule, Instant now) {
        boolean isAnyLeft = repository.oldestWaiting(schedule.key()).isPresent();
        return schedule.with(schedule.times().turn(isAnyLeft ? now : null));
    }
}
