package dev.kagzi.definition;

import dev.kagzi.Overlap;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as one place sets it; {@code null} leaves a value to the next place.
 *
 * @param cron a checked expression, or {@code -} for no schedule
 */
record ScheduleSettings(
        @Nullable String cron,
        @Nullable ZoneId zone,
        @Nullable Overlap overlap,
        @Nullable Integer catchUp) {

    private static final int MAX_CATCH_UP = 10_000;

    /** Decides all but whether there is a schedule. */
    static final ScheduleSettings BUILT_IN = new ScheduleSettings(null, ZoneId.of("UTC"), Overlap.SKIP, 0);

    /** @throws IllegalArgumentException that names the value which is wrong */
    static ScheduleSettings of(
            @Nullable String cron, @Nullable String zone, @Nullable Overlap overlap, @Nullable Integer catchUp) {
        Bounds.between("catchUp", 0, MAX_CATCH_UP, catchUp);
        return new ScheduleSettings(
                cron == null ? null : cron(cron), zone == null ? null : zone(zone), overlap, catchUp);
    }

    private static String cron(String text) {
        try {
            return text.equals(CronText.OFF) ? text : CronText.checked(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cron is '" + text + "': " + e.getMessage());
        }
    }

    private static ZoneId zone(String text) {
        // As the server: fixed offsets are no zones, and the short names of old mean one thing here and another there.
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException(
                    "zone is '" + text + "', which is no time zone; write it as 'Europe/Berlin' or 'UTC'");
        }
        return ZoneId.of(text);
    }
}
