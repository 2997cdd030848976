package dev.kagzi.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Durations as people write them: {@code 30s}, {@code 5m}, {@code 1d} or {@code PT1H30M}, never a number without a unit. */
public final class DurationText {

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException when it is none, or names no unit
     */
    public static Duration parse(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty() || Character.isDigit(trimmed.charAt(trimmed.length() - 1))) {
            throw new IllegalArgumentException("'" + text + "' has no unit; write it as 30s, 5m, 1d or PT1H30M");
        }
        try {
            return DurationStyle.detectAndParse(trimmed);
        } catch (IllegalArgumentException | ArithmeticException ex) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write it as 30s, 5m, 1d or PT1H30M", ex);
        }
    }

    /** As {@link #parse}, where an empty text sets nothing. */
    static @Nullable Duration parseIfSet(String text) {
        return text.isEmpty() ? null : parse(text);
    }
}
