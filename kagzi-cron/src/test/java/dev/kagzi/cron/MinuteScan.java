package dev.kagzi.cron;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * When crons of 5 fields fire, found by looking at every minute there is: a minute fires when its local time fits. Shares nothing with
 * {@link CronSchedule}, and knows neither names nor Spring's extensions.
 */
public final class MinuteScan {

    private static final int MINUTE = 60;

    private final List<Cron> crons;
    private final ZoneRules rules;

    private MinuteScan(List<Cron> crons, ZoneRules rules) {
        this.crons = crons;
        this.rules = rules;
    }

    /** The firings of one cron. */
    public static List<Instant> firings(String cron, ZoneId zone, Instant from, Instant to) {
        return firings(List.of(cron), zone, from, to).get(0);
    }

    /**
     * The firings of each of the crons.
     *
     * @param from inclusive, and not within a local time that occurs twice
     * @param to exclusive
     */
    public static List<List<Instant>> firings(List<String> crons, ZoneId zone, Instant from, Instant to) {
        return new MinuteScan(crons.stream().map(Cron::new).toList(), zone.getRules()).scan(from, to);
    }

    private List<List<Instant>> scan(Instant from, Instant to) {
        List<List<Instant>> firings = new ArrayList<>();
        crons.forEach(cron -> firings.add(new ArrayList<>()));
        long newestLocal = Long.MIN_VALUE;
        long first = -Math.floorDiv(-from.getEpochSecond(), MINUTE) * MINUTE;
        for (long second = first; second < to.getEpochSecond(); second += MINUTE) {
            int offset = rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
            long local = second + offset;
            boolean repeated = local <= newestLocal;
            newestLocal = Math.max(newestLocal, local);
            LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
            for (int i = 0; i < crons.size(); i++) {
                if (crons.get(i).fires(time, repeated)) {
                    firings.get(i).add(Instant.ofEpochSecond(second));
                }
            }
        }
        return firings;
    }

    /** Which values each field lets through. */
    private static final class Cron {

        private final BitSet minutes;
        private final BitSet hours;
        private final BitSet daysOfMonth;
        private final BitSet months;
        private final BitSet daysOfWeek;
        private final boolean countsHours;

        Cron(String text) {
            String[] fields = text.split(" ");
            this.minutes = values(fields[0], 0, 59);
            this.hours = values(fields[1], 0, 23);
            this.daysOfMonth = values(fields[2], 1, 31);
            this.months = values(fields[3], 1, 12);
            this.daysOfWeek = values(fields[4], 0, 7);
            if (daysOfWeek.get(0)) {
                daysOfWeek.set(7);
            }
            this.countsHours = fields[1].contains("*") || fields[1].contains("/");
        }

        boolean fires(LocalDateTime time, boolean repeated) {
            return minutes.get(time.getMinute())
                    && hours.get(time.getHour())
                    && daysOfMonth.get(time.getDayOfMonth())
                    && months.get(time.getMonthValue())
                    && daysOfWeek.get(time.getDayOfWeek().getValue())
                    && (countsHours || !repeated);
        }

        private static BitSet values(String field, int lowest, int highest) {
            BitSet values = new BitSet();
            for (String part : field.split(",")) {
                String[] stepped = part.split("/");
                String[] range = stepped[0].split("-");
                boolean all = stepped[0].equals("*");
                int first = all ? lowest : Integer.parseInt(range[0]);
                int last = all ? highest : Integer.parseInt(range[range.length - 1]);
                if (stepped.length == 2 && range.length == 1) {
                    last = highest;
                }
                int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
                for (int value = first; value <= last; value += step) {
                    values.set(value);
                }
            }
            return values;
        }
    }
}
