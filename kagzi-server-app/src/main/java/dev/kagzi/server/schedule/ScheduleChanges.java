package dev.kagzi.server.schedule;

import dev.kagzi.server.schedule.Schedule.Settings;
import dev.kagzi.server.schedule.Schedule.Times;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes and changes schedules, in the transaction of the caller. A change takes effect from now on: what was due before is fired as it
 * was, so that none is lost or fired twice.
 */
@Component
class ScheduleChanges {

    private final ScheduleRepository schedules;
    private final DueFirings dueFirings;

    ScheduleChanges(ScheduleRepository schedules, DueFirings dueFirings) {
        this.schedules = schedules;
        this.dueFirings = dueFirings;
    }

    /**
     * A schedule that is not stored yet.
     *
     * @param declared null for one that the API makes
     */
    static Schedule fresh(ScheduleKey key, Settings settings, @Nullable Timing declared, boolean paused, Instant now) {
        UUID namespaceId = key.namespaceId();
        Times times = new Times(next(settings, paused, now), null, null, null);
        return new Schedule(namespaceId, key.scheduleId(), settings, declared, paused, now.toEpochMilli(), times);
    }

    /**
     * Changes a schedule that is locked, and stores it.
     *
     * @param declared what its workflow declares from now on; null for one that the API has made
     */
    Schedule change(Schedule schedule, Settings settings, @Nullable Timing declared, boolean paused, Instant now) {
        Times times = fireDue(schedule, now).times().mended().next(next(settings, paused, now));
        Schedule changed = new Schedule(
                schedule.namespaceId(),
                schedule.scheduleId(),
                settings,
                declared,
                paused,
                schedule.version() + 1,
                times);
        schedules.update(changed);
        return changed;
    }

    /** One whose cron or zone cannot be read any more has nothing that is due, and this change may mend it. */
    private Schedule fireDue(Schedule schedule, Instant now) {
        return schedule.timing().readableCalendar().isPresent() ? dueFirings.fire(schedule, now) : schedule;
    }

    private static @Nullable Instant next(Settings settings, boolean paused, Instant now) {
        return paused ? null : settings.timing().calendar().after(now).orElse(null);
    }
}
