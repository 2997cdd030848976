package dev.kagzi.server.schedule;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.cron.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Decides what becomes of the firings of one schedule that are due. */
final class FiringDecision {

    /** So much later a firing still counts as on time. */
    private static final Duration ON_TIME = Duration.ofMinutes(1);
    /** Of firings that were missed and are not made up so many are kept on record, the newest. */
    private static final int MISSED_ON_RECORD = 1_000;

    private final Schedule schedule;
    private final CronSchedule calendar;
    private final Instant now;
    private final List<Firing> firings = new ArrayList<>();
    private boolean isRunOpen;
    private int room;

    /**
     * @param isRunOpen whether a run of the schedule is not finished
     * @param room for so many firings to wait
     * @throws IllegalArgumentException when the schedule's cron or zone cannot be read
     */
    FiringDecision(Schedule schedule, boolean isRunOpen, int room, Instant now) {
        this.schedule = schedule;
        this.calendar = schedule.timing().calendar();
        this.isRunOpen = isRunOpen;
        this.room = room;
        this.now = now;
        decide(Objects.requireNonNull(schedule.times().nextFireAt()));
    }

    private void decide(Instant next) {
        Instant onTime = now.minus(ON_TIME);
        boolean late = next.isBefore(onTime);
        if (late) {
            miss(next, onTime);
        }
        calendar.oldest(late ? onTime : next, now.plusNanos(1), Integer.MAX_VALUE)
                .forEach(fireAt -> firings.add(onTime(fireAt)));
    }

    /** The newest are made up, as many as the schedule says; some of those before are kept on record. */
    private void miss(Instant first, Instant before) {
        int madeUp = schedule.timing().catchUp();
        List<Instant> missed = calendar.newest(first, before, MISSED_ON_RECORD + madeUp);
        int skipped = Math.max(0, missed.size() - madeUp);
        missed.subList(0, skipped).forEach(fireAt -> firings.add(Firing.skipped(fireAt, SkipReason.MISSED)));
        missed.subList(skipped, missed.size()).forEach(fireAt -> firings.add(Firing.madeUp(fireAt)));
        room -= missed.size() - skipped;
    }

    private Firing onTime(Instant fireAt) {
        return switch (schedule.timing().overlap()) {
            case ALLOW -> start(fireAt);
            case SKIP -> isRunOpen ? Firing.skipped(fireAt, SkipReason.OVERLAP) : start(fireAt);
            case WAIT -> room-- > 0 ? Firing.waiting(fireAt) : Firing.skipped(fireAt, SkipReason.OVERLAP);
        };
    }

    private Firing start(Instant fireAt) {
        isRunOpen = true;
        return Firing.started(fireAt, UuidCreator.getTimeOrderedEpoch());
    }

    List<Firing> firings() {
        return firings;
    }

    /** The schedule with its next firing, and in line if any firing waits. */
    Schedule outcome() {
        Schedule.Times times = schedule.times().next(calendar.after(now).orElse(null));
        boolean waits = firings.stream().anyMatch(firing -> !firing.isDecided());
        return schedule.with(waits ? times.inLine(now) : times);
    }
}
