package dev.kagzi.definition;

import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;

/** Cron expressions as Kagzi takes them: the 5 fields of Unix, or the 6 of Spring, with seconds first. */
final class CronText {

    /** What a property says to switch a schedule off, as in Spring's {@code @Scheduled}. */
    static final String OFF = "-";

    private static final int UNIX_FIELDS = 5;
    private static final int SPRING_FIELDS = 6;
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;

    private CronText() {}

    /**
     * Gives the expression with one blank between its fields.
     *
     * @throws IllegalArgumentException when it cannot be read, or means something else to Unix than to Spring
     */
    static String checked(String cron) {
        String[] fields = StringUtils.tokenizeToStringArray(cron, " \t\n\r");
        String text = String.join(" ", fields);
        if (fields.length != UNIX_FIELDS && fields.length != SPRING_FIELDS) {
            throw new IllegalArgumentException("it has " + fields.length
                    + (fields.length == 1 ? " field" : " fields")
                    + "; expected 5 as in '0 3 * * *', or 6 with seconds first");
        }
        if (fields.length == UNIX_FIELDS && isRestricted(fields[DAY_OF_MONTH]) && isRestricted(fields[DAY_OF_WEEK])) {
            throw new IllegalArgumentException(
                    "it restricts both day of month and weekday, where Unix fires on either and Spring"
                            + " on days that are both; restrict one of them, or write 6 fields to mean both");
        }
        CronExpression.parse(fields.length == UNIX_FIELDS ? "0 " + text : text);
        return text;
    }

    private static boolean isRestricted(String field) {
        return !field.equals("*") && !field.equals("?");
    }
}
