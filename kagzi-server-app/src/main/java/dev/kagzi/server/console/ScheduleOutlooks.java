package dev.kagzi.server.console;

import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.schedule.SchedulePreviews;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks when schedules fire next, as the clocks of their zones show it. */
@Component
class ScheduleOutlooks {

    private static final int FIRINGS = 5;

    private final SchedulePreviews previews;
    private final DatabaseClock clock;

    ScheduleOutlooks(SchedulePreviews previews, DatabaseClock clock) {
        this.previews = previews;
        this.clock = clock;
    }

    /** Null for no cron at all. */
    @Nullable ScheduleOutlook of(@Nullable String cron, String zone) {
        String given = TypedText.given(cron);
        if (given == null) {
            return null;
        }
        try {
            SchedulePreview outlook = previews.outlook(given, zone, FIRINGS);
            return new ScheduleOutlook(
                    FiringTime.of(outlook.firings(), ScheduleWords.zone(zone), clock.now()), outlook.notes(), null);
        } catch (ProblemException e) {
            return new ScheduleOutlook(List.of(), List.of(), e.problem());
        }
    }
}
