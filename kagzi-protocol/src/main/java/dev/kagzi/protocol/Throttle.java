package dev.kagzi.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many runs may be claimed for the first time in any period of this length.
 *
 * @param runs from 1 to {@value #MAX_RUNS}
 * @param period from 1 ms to 365 days
 */
public record Throttle(int runs, Duration period) {

    /** Most runs of a period. */
    public static final int MAX_RUNS = 10_000;

    /** What a text has to be, to complete the sentence "expected …". */
    public static final String EXPECTED =
            "a number of runs from 1 to 10000, a slash and a period with a unit of at most 365d, such as '10/1m'";

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})/(\\d{1,10})(ms|s|m|h|d)");

    /** Reads a text such as {@code 10/1m}: 10 runs a minute. Empty when it is none. */
    public static Optional<Throttle> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Throttle throttle = new Throttle(
                Integer.parseInt(matcher.group(1)), period(Long.parseLong(matcher.group(2)), matcher.group(3)));
        return throttle.isWithinBounds() ? Optional.of(throttle) : Optional.empty();
    }

    private static Duration period(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private boolean isWithinBounds() {
        return runs >= 1 && runs <= MAX_RUNS && period.compareTo(Duration.ZERO) > 0 && period.compareTo(LONGEST) <= 0;
    }
}
