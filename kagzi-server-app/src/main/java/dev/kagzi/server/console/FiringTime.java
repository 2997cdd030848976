package dev.kagzi.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires, as the clocks of its zone show it.
 *
 * @param clockChange what the clocks do between the firing before and this one; null for nothing
 */
public record FiringTime(Instant at, String local, @Nullable String clockChange) {

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm xxx", Locale.ROOT);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    /** @param from what counts as the one before the first */
    static List<FiringTime> of(List<Instant> firings, ZoneId zone, Instant from) {
        boolean areToTheSecond = firings.stream().anyMatch(FiringTime::isToTheSecond);
        List<FiringTime> times = new ArrayList<>(firings.size());
        Instant before = from;
        for (Instant firing : firings) {
            times.add(new FiringTime(firing, local(firing, zone, areToTheSecond), clockChange(before, firing, zone)));
            before = firing;
        }
        return times;
    }

    /** @param isToTheSecond whether seconds are shown where they are zero, as beside others that have some */
    static String local(Instant firing, ZoneId zone, boolean isToTheSecond) {
        return (isToTheSecond || isToTheSecond(firing) ? SECONDS : MINUTES).format(firing.atZone(zone));
    }

    private static boolean isToTheSecond(Instant firing) {
        return firing.getEpochSecond() % 60 != 0;
    }

    private static @Nullable String clockChange(Instant before, Instant firing, ZoneId zone) {
        int seconds = zone.getRules().getOffset(firing).getTotalSeconds()
                - zone.getRules().getOffset(before).getTotalSeconds();
        if (seconds == 0) {
            return null;
        }
        Duration by = Duration.ofSeconds(Math.abs(seconds));
        String amount = by.toMinutes() % 60 == 0 ? by.toHours() + " h" : by.toMinutes() + " min";
        return "Before this one the clocks go %s by %s: in UTC its time of day moves by that"
                .formatted(seconds > 0 ? "forward" : "back", amount);
    }
}
