package dev.kagzi.server.schedule;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** So many more can wait. */
    int room(Schedule schedule) {
        boolean isAnyWaiting = schedule.times().turnAt() != null;
        return isAnyWaiting ? MOST - repository.countWaiting(schedule.key(), MOST) : MOST;
    }

    /** Those of a backfill, skipped ones among them. */
    Schedule makeUp(Schedule schedule, List<Instant> fireAts, Instant now) {
        repository.makeUp(schedule.key(), fireAts);
        return fireAts.isEmpty() ? schedule : schedule.with(schedule.times().inLine(now));
    }

    /** Starts the oldest that waits of each schedule, if nothing stands in its way. Schedules whose turn was longest ago come first. */
    void startNext(FiringBatch batch) {
        List<Schedule> inLine = batch.schedules()
                .filter(schedule -> schedule.times().turnAt() != null && !schedule.paused())
                .sorted(Comparator.comparing(
                        schedule -> Objects.requireNonNull(schedule.times().turnAt())))
                .toList();
        if (inLine.isEmpty()) {
            return;
        }
        Map<String, List<Firing>> oldest = repository.oldestWaiting(
                batch.namespaceId(), inLine.stream().map(Schedule::scheduleId).toList(), 2);
        Set<String> open = starts.open(
                batch.namespaceId(),
                inLine.stream()
                        .filter(schedule -> schedule.timing().overlap() != Overlap.ALLOW)
                        .toList());
        Turns turns = new Turns(batch);
        for (Schedule schedule : inLine) {
            List<Firing> waiting = oldest.getOrDefault(schedule.scheduleId(), List.of());
            if (waiting.isEmpty()) {
                batch.become(schedule.with(schedule.times().turn(null)));
            } else if (!open.contains(schedule.scheduleId())) {
                turns.take(schedule, waiting);
            }
        }
        start(batch, turns.started);
    }

    private void start(FiringBatch batch, List<ScheduleFiring> firings) {
        if (!firings.isEmpty()) {
            repository.decide(batch.namespaceId(), firings, batch.now());
            starts.start(batch, firings);
        }
    }

    /** What may be started now, in its turn. Of what is made up that is one at most, as it keeps to the pace. */
    private final class Turns {

        private final FiringBatch batch;
        private final List<ScheduleFiring> started = new ArrayList<>();
        private boolean isPaceAsked;

        Turns(FiringBatch batch) {
            this.batch = batch;
        }

        void take(Schedule schedule, List<Firing> waiting) {
            Firing first = waiting.get(0);
            if (!first.madeUp() || isInPace()) {
                started.add(started(schedule, first));
                batch.become(behindTheOthers(schedule, waiting.size() > 1, batch.now()));
            }
        }

        private boolean isInPace() {
            boolean isFirst = !isPaceAsked;
            isPaceAsked = true;
            return isFirst
                    && pace.take(batch.namespaceId(), batch.now(), batch.now().plus(PACE));
        }
    }

    private static ScheduleFiring started(Schedule schedule, Firing waiting) {
        return new ScheduleFiring(
                schedule.scheduleId(), Firing.started(waiting.fireAt(), UuidCreator.getTimeOrderedEpoch()));
    }

    /** Out of the line when nothing waits any more. */
    private static Schedule behindTheOthers(Schedule schedule, boolean isAnyLeft, Instant now) {
        return schedule.with(schedule.times().turn(isAnyLeft ? now : null));
    }
}
