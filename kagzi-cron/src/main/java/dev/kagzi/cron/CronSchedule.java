package dev.kagzi.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * When a schedule fires: a cron expression in the local time of a zone.
 *
 * <p>It is stepped through one stretch of constant offset after the other, and what fits has to lie in its stretch. So a local time that
 * the clocks jump over fires nothing. One that occurs twice fires the first time only, unless the expression counts hours, as in {@code
 * 0 * * * *}: then every hour that passes fires.
 */
public final class CronSchedule {

    /** What fits no day in so many years never does: 29 February is the same day of the week again after 40 at the latest. */
    private static final Duration HORIZON = Duration.ofDays(36_525);

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    /** Half of it holds 1,800 firings at most. */
    private static final Duration SHORT = Duration.ofHours(1);

    private final CronFields fields;
    private final ZoneRules rules;

    private CronSchedule(CronFields fields, ZoneRules rules) {
        this.fields = fields;
        this.rules = rules;
    }

    /**
     * Reads an expression and the id of a zone.
     *
     * @param cron 5 fields as Unix has them, or 6 as Spring has them, with seconds first
     * @throws IllegalArgumentException when one of the two is not valid; the message completes the sentence "it …"
     */
    public static CronSchedule of(String cron, String zone) {
        return new CronSchedule(CronFields.parse(cron), zone(zone).getRules());
    }

    /**
     * Reads the id of a zone: one of the IANA database, UTC among them. Fixed offsets are none.
     *
     * @throws IllegalArgumentException when it is none; the message completes the sentence "it …"
     */
    public static ZoneId zone(String id) {
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(id)) {
            throw new IllegalArgumentException(
                    "is '%s', expected a time zone of the IANA database such as 'Europe/Berlin', or 'UTC'"
                            .formatted(id));
        }
        return ZoneId.of(id);
    }

    /** The first firing after this instant; empty when there is none in a hundred years. */
    public Optional<Instant> after(Instant instant) {
        return from(instant.plusNanos(1));
    }

    /** The first firing at this instant or after it; empty when there is none in a hundred years. */
    public Optional<Instant> from(Instant instant) {
        Instant cursor = instant;
        Instant end = instant.isAfter(LAST.minus(HORIZON)) ? LAST : instant.plus(HORIZON);
        while (!cursor.isAfter(end)) {
            ZoneOffset offset = rules.getOffset(cursor);
            Optional<LocalDateTime> local = fields.from(LocalDateTime.ofInstant(cursor, offset));
            if (local.isEmpty()) {
                return Optional.empty();
            }
            Instant fireAt = local.get().toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(cursor);
            if (change != null && !fireAt.isBefore(change.getInstant())) {
                cursor = change.getInstant();
            } else if (isRepeated(local.get(), offset) && !fields.countsHours()) {
                cursor = fireAt.plusNanos(1);
            } else {
                return fireAt.isAfter(LAST) ? Optional.empty() : Optional.of(fireAt);
            }
        }
        return Optional.empty();
    }

    private boolean isRepeated(LocalDateTime local, ZoneOffset offset) {
        return !rules.getValidOffsets(local).get(0).equals(offset);
    }

    /**
     * The oldest firings of an interval, oldest first.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public List<Instant> oldest(Instant from, Instant to, int count) {
        List<Instant> firings = new ArrayList<>();
        Optional<Instant> next = from(from);
        while (firings.size() < count && next.filter(to::isAfter).isPresent()) {
            firings.add(next.get());
            next = after(next.get());
        }
        return firings;
    }

    /**
     * The newest firings of an interval, oldest first. It is halved until what is left is short: after a year in which a schedule of every
     * second was not looked at, that costs no more than after an hour.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public List<Instant> newest(Instant from, Instant to, int count) {
        Deque<Instant> firings = new ArrayDeque<>();
        collectNewest(from, to, count, firings);
        return List.copyOf(firings);
    }

    private void collectNewest(Instant from, Instant to, int count, Deque<Instant> firings) {
        Instant first = from(from).filter(to::isAfter).orElse(null);
        if (first == null || firings.size() >= count) {
            return;
        }
        Duration length = Duration.between(first, to);
        if (length.compareTo(SHORT) > 0) {
            Instant middle = first.plus(length.dividedBy(2));
            collectNewest(middle, to, count, firings);
            collectNewest(first, middle, count, firings);
            return;
        }
        List<Instant> all = oldest(first, to, Integer.MAX_VALUE);
        for (int i = all.size() - 1; i >= 0 && firings.size() < count; i--) {
            firings.addFirst(all.get(i));
        }
    }

    /**
     * Reads an expression for its own sake.
     *
     * @throws IllegalArgumentException when it is none; the message completes the sentence "it …"
     */
    public static void check(String cron) {
        CronFields.parse(cron);
    }

    CronFields fields() {
        return fields;
    }

    ZoneRules rules() {
        return rules;
    }
}
