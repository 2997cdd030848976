package dev.kagzi.chaos.evidence;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the load declares about a workflow that has limits.
 *
 * @param concurrency claims at once of each key; absent without such a limit
 * @param changes whether that is another one now and then
 */
public record Limit(
        @Nullable Integer concurrency,
        boolean changes,
        @Nullable Throttle throttle) {

    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");

    /** So many first claims of a key in a period. */
    public record Throttle(int count, Duration period) {}

    public static Limit concurrency(int concurrency) {
        return new Limit(concurrency, false, null);
    }

    public static Limit changing() {
        return new Limit(null, true, null);
    }

    public static Limit throttle(int count, Duration period) {
        return new Limit(null, false, new Throttle(count, period));
    }

    /** What the limits of a run with this input go by; empty where the input has no key. */
    public static String keyOf(@Nullable String input) {
        Matcher key = KEY.matcher(input == null ? "" : input);
        return key.find() ? key.group(1) : "";
    }
}
