package dev.kagzi.server.schedule;

import dev.kagzi.cron.ClockChangeNotes;
import dev.kagzi.cron.CronSchedule;
import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.input.Violations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says when a schedule would fire, without there being one. */
@Component
public class SchedulePreviews {

    private static final int MOST = 100;
    private static final Duration YEAR = Duration.ofDays(366);

    private final DatabaseClock clock;

    SchedulePreviews(DatabaseClock clock) {
        this.clock = clock;
    }

    /**
     * When it fires next, with the changes of the clocks that concern it within a year.
     *
     * @throws dev.kagzi.server.problem.ProblemException when one of the two cannot be read, or it never fires
     */
    public SchedulePreview outlook(String cron, String zone, int count) {
        Instant now = clock.now();
        Violations violations = new Violations();
        CronSchedule calendar = ScheduleRules.calendar(violations, "cron", "zone", cron, zone, now)
                .orElseThrow(() -> violations.problem().orElseThrow());
        violations.throwIfAny();
        List<Instant> firings = calendar.oldest(now, Instant.MAX, count);
        return new SchedulePreview(firings, new ClockChangeNotes(calendar, zone).between(now, now.plus(YEAR)));
    }

    /** @param from inclusive; now without it */
    SchedulePreview preview(String cron, String zone, int count, @Nullable Instant from) {
        Instant first = from == null ? clock.now() : from;
        Violations violations = new Violations()
                .require(
                        count >= 1 && count <= MOST,
                        "count",
                        "has to be from 1 to %d, and is %d".formatted(MOST, count));
        CronSchedule calendar = ScheduleRules.calendar(violations, "cron", "zone", cron, zone, first)
                .orElseThrow(() -> violations.problem().orElseThrow());
        violations.throwIfAny();
        List<Instant> firings = calendar.oldest(first, Instant.MAX, count);
        Instant last = firings.get(firings.size() - 1);
        return new SchedulePreview(firings, new ClockChangeNotes(calendar, zone).between(first, last));
    }
}
