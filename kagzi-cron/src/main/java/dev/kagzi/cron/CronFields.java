package dev.kagzi.cron;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.scheduling.support.CronExpression;

/** A cron expression: 5 fields as Unix has them, or 6 as Spring has them, with seconds first. Knows local time and no zone. */
final class CronFields {

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final String ANY = "*";
    private static final Pattern STEPS_OF_ANY = Pattern.compile("\\*/");

    private final CronExpression expression;
    private final String hours;

    private CronFields(CronExpression expression, String hours) {
        this.expression = expression;
        this.hours = hours;
    }

    /** The fields in their order, with what can stand in each. */
    private enum Field {
        SECOND("second", "from 0 to 59"),
        MINUTE("minute", "from 0 to 59"),
        HOUR("hour", "from 0 to 23"),
        DAY_OF_MONTH("day of month", "from 1 to 31, or 'L', '15W'"),
        MONTH("month", "from 1 to 12, or 'JAN' to 'DEC'"),
        DAY_OF_WEEK("day of week", "from 0 to 7, both of which are Sunday, or 'SUN' to 'SAT', 'FRIL', 'FRI#2'");

        private final String title;
        private final String values;

        Field(String title, String values) {
            this.title = title;
            this.values = values;
        }

        private boolean takes(String text) {
            List<String> fields = new ArrayList<>(Collections.nCopies(values().length, ANY));
            fields.set(ordinal(), text);
            return CronFields.expression(fields).isPresent();
        }

        private IllegalArgumentException refused(String text) {
            return new IllegalArgumentException(
                    "has '%s' as its %s, expected numbers %s; '*', lists as '1,2', ranges that rise as '1-5', steps as '*/2'"
                            .formatted(text, title, values));
        }
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when it is none; the message completes the sentence "it …"
     */
    static CronFields parse(String text) {
        List<String> fields = List.of(WHITE_SPACE.split(text.strip()));
        if (fields.size() == Field.values().length) {
            return sixFields(fields);
        } else if (fields.size() == Field.values().length - 1) {
            refuseTwoKindsOfDays(fields);
            return sixFields(asSpringHasThem(fields));
        }
        throw new IllegalArgumentException(
                ("has %d field%s, expected 5 (minute, hour, day of month, month, day of week), or 6 with the second first")
                        .formatted(fields.size(), fields.size() == 1 ? "" : "s"));
    }

    /** Unix fires on days that fit either, Spring on those that fit both: whatever is meant, somebody would be surprised. */
    private static void refuseTwoKindsOfDays(List<String> fields) {
        String ofMonth = fields.get(Field.DAY_OF_MONTH.ordinal() - 1);
        String ofWeek = fields.get(Field.DAY_OF_WEEK.ordinal() - 1);
        if (isRestricted(ofMonth) && isRestricted(ofWeek)) {
            throw new IllegalArgumentException(
                    ("restricts both the day of month ('%s') and the day of week ('%s'): Unix fires on days that fit either, Spring on"
                                    + " those that fit both. Make two schedules for either; write 6 fields, with the second first, for"
                                    + " both")
                            .formatted(ofMonth, ofWeek));
        }
    }

    private static boolean isRestricted(String field) {
        return !field.equals(ANY) && !field.equals("?");
    }

    /** Unix counts the steps of weekdays from Sunday, Spring from Monday. */
    private static List<String> asSpringHasThem(List<String> fiveFields) {
        List<String> fields = new ArrayList<>(fiveFields);
        fields.add(0, "0");
        String ofWeek =
                STEPS_OF_ANY.matcher(fields.get(Field.DAY_OF_WEEK.ordinal())).replaceAll("0-7/");
        fields.set(Field.DAY_OF_WEEK.ordinal(), ofWeek);
        return fields;
    }

    private static CronFields sixFields(List<String> fields) {
        for (Field field : Field.values()) {
            if (!field.takes(fields.get(field.ordinal()))) {
                throw field.refused(fields.get(field.ordinal()));
            }
        }
        return new CronFields(
                expression(fields)
                        .orElseThrow(() -> new IllegalArgumentException("is no cron expression that Spring can read")),
                fields.get(Field.HOUR.ordinal()));
    }

    private static Optional<CronExpression> expression(List<String> fields) {
        try {
            return Optional.of(CronExpression.parse(String.join(" ", fields)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it means each hour that passes, and not certain hours of the day. */
    boolean countsHours() {
        return hours.contains(ANY) || hours.contains("/");
    }

    /** The first local time that fits and is not before this one; empty when none ever does. */
    Optional<LocalDateTime> from(LocalDateTime time) {
        return Optional.ofNullable(expression.next(time.minusNanos(1)));
    }
}
