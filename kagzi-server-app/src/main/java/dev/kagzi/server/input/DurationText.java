package dev.kagzi.server.input;

import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/** Durations as callers write them: ISO-8601, or a number with a unit. */
public final class DurationText {

    /** What a duration has to be, to complete the sentence "has to be …". */
    public static final String EXPECTED =
            "a duration with a unit, not negative and at most 36500d, such as '30s' or 'PT30S'";

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern WITHOUT_UNIT = Pattern.compile("[+-]?\\d*");

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when it has no unit, is negative or longer than any run lives
     */
    public static Duration parse(String text) {
        Duration duration = WITHOUT_UNIT.matcher(text).matches() ? null : detect(text);
        if (duration == null || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("has to be " + EXPECTED);
        }
        return duration;
    }

    private static Duration detect(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("has to be " + EXPECTED, e);
        }
    }
}
