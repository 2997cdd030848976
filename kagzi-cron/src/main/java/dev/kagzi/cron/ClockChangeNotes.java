package dev.kagzi.cron;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in words where a change of the clocks makes a firing fall out, or its local time occur twice. */
public final class ClockChangeNotes {

    private static final int NAMED = 3;

    private final CronSchedule schedule;
    private final String zone;

    /** @param zone the schedule's, as the notes shall name it */
    public ClockChangeNotes(CronSchedule schedule, String zone) {
        this.schedule = schedule;
        this.zone = zone;
    }

    /** One note for each change of the clocks from here to there that concerns the schedule. */
    public List<String> between(Instant from, Instant to) {
        List<String> notes = new ArrayList<>();
        ZoneOffsetTransition change = schedule.rules().nextTransition(from);
        while (change != null && !change.getInstant().isAfter(to)) {
            note(change).ifPresent(notes::add);
            change = schedule.rules().nextTransition(change.getInstant());
        }
        return notes;
    }

    private Optional<String> note(ZoneOffsetTransition change) {
        LocalDateTime before = change.getDateTimeBefore();
        LocalDateTime after = change.getDateTimeAfter();
        List<LocalDateTime> times = change.isGap() ? times(before, after) : times(after, before);
        if (times.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("In %s the clocks go %s from %s to %s, which %s %s: %s."
                .formatted(
                        zone,
                        change.isGap() ? "forward" : "back",
                        before,
                        after,
                        change.isGap() ? "leaves out" : "repeats",
                        names(times),
                        consequence(change)));
    }

    private String consequence(ZoneOffsetTransition change) {
        if (change.isGap()) {
            return "nothing is fired then";
        }
        return schedule.fields().countsHours()
                ? "it fires each time, as the schedule counts hours"
                : "it fires the first time only";
    }

    /** Those from the first local time to before the second that the schedule fires at. */
    private List<LocalDateTime> times(LocalDateTime from, LocalDateTime to) {
        List<LocalDateTime> times = new ArrayList<>();
        Optional<LocalDateTime> next = schedule.fields().from(from);
        while (next.filter(time -> time.isBefore(to)).isPresent()) {
            times.add(next.get());
            next = schedule.fields().from(next.get().plusNanos(1));
        }
        return times;
    }

    private static String names(List<LocalDateTime> times) {
        String named = times.stream().limit(NAMED).map(LocalDateTime::toString).collect(Collectors.joining(", "));
        return times.size() <= NAMED ? named : "%s and %d more".formatted(named, times.size() - NAMED);
    }
}
