package dev.kagzi.server.schedule;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Decides what becomes of firings that are due, in the transaction that has locked their schedule. */
@Component
class DueFirings {

    /** So much later a firing still counts as on time. */
    private static final Duration ON_TIME = Duration.ofMinutes(1);
    /** Of firings that were missed and are not made up so many are kept on record, the newest. */
    private static final int MISSED_ON_RECORD = 1_000;

    private final FiringRepository repository;
    private final FiringStarts starts;
    private final WaitingFirings waiting;
    private final ScheduleMeters meters;

    DueFirings(FiringRepository repository, FiringStarts starts, WaitingFirings waiting, ScheduleMeters meters) {
        this.repository = repository;
        this.starts = starts;
        this.waiting = waiting;
        this.meters = meters;
    }

    /**
     * Sees to every firing that is due by now. The schedule as it is afterwards is for the caller to store.
     *
     * @throws IllegalArgumentException when the schedule's cron or zone cannot be read
     */
    Schedule fire(Schedule schedule, Instant now) {
        Instant next = schedule.times().nextFireAt();
        if (next == null || next.isAfter(now)) {
            return schedule;
        }
        CronSchedule calendar = schedule.timing().calendar();
        Instant onTime = now.minus(ON_TIME);
        boolean late = next.isBefore(onTime);
        Schedule fired = late ? miss(schedule, calendar, onTime, now) : schedule;
        for (Instant fireAt : calendar.oldest(late ? onTime : next, now.plusNanos(1), Integer.MAX_VALUE)) {
            fired = fireOnTime(fired, fireAt, now);
        }
        return fired.with(fired.times().next(calendar.after(now).orElse(null)));
    }

    /** The newest are made up, as many as the schedule says; some of those before are kept on record. */
    private Schedule miss(Schedule schedule, CronSchedule calendar, Instant before, Instant now) {
        int madeUp = schedule.timing().catchUp();
        Instant first = Objects.requireNonNull(schedule.times().nextFireAt());
        List<Instant> missed = calendar.newest(first, before, MISSED_ON_RECORD + madeUp);
        int skipped = Math.max(0, missed.size() - madeUp);
        List<Firing> firings = new ArrayList<>();
        missed.subList(0, skipped).forEach(fireAt -> firings.add(Firing.skipped(fireAt, SkipReason.MISSED)));
        missed.subList(skipped, missed.size()).forEach(fireAt -> firings.add(Firing.madeUp(fireAt)));
        repository.insert(schedule.key(), firings, now);
        meters.skipped(SkipReason.MISSED, skipped);
        return skipped == missed.size() ? schedule : waiting.inLine(schedule, now);
    }

    private Schedule fireOnTime(Schedule schedule, Instant fireAt, Instant now) {
        meters.noticed(fireAt, now);
        return switch (schedule.timing().overlap()) {
            case ALLOW -> start(schedule, fireAt, now);
            case SKIP -> starts.isRunOpen(schedule) ? skip(schedule, fireAt, now) : start(schedule, fireAt, now);
            case WAIT -> waiting.isFull(schedule) ? skip(schedule, fireAt, now) : waiting.add(schedule, fireAt, now);
        };
    }

    /** A firing that is on record already is not fired a second time: somebody has set the schedule's time back by hand. */
    private Schedule start(Schedule schedule, Instant fireAt, Instant now) {
        Firing firing = Firing.started(fireAt, UuidCreator.getTimeOrderedEpoch());
        boolean isNew = !repository.insert(schedule.key(), List.of(firing), now).isEmpty();
        return isNew ? starts.start(schedule, firing, now) : schedule;
    }

    private Schedule skip(Schedule schedule, Instant fireAt, Instant now) {
        repository.insert(schedule.key(), List.of(Firing.skipped(fireAt, SkipReason.OVERLAP)), now);
        meters.skipped(SkipReason.OVERLAP, 1);
        return schedule;
    }
}
