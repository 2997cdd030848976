package dev.kagzi;

import java.time.Duration;
import java.util.List;

/**
 * How often and how soon a step is tried again, for steps made in code. What is not set here is inherited, exactly as
 * with the attributes of {@link Step}: {@code -1}, {@code ""} and an empty list mean "inherit".
 *
 * @param maxAttempts attempts, the first one included, or {@link #FOREVER}
 * @param backoff pause before the second attempt, as {@code 1s} or {@code PT1S}
 * @param multiplier factor by which the pause grows, at least 1; 1 is a fixed interval
 * @param maxBackoff longest pause between two attempts
 * @param noRetryFor exceptions after which the step is not tried again, subclasses included
 */
public record Retry(
        int maxAttempts,
        String backoff,
        double multiplier,
        String maxBackoff,
        List<Class<? extends Throwable>> noRetryFor) {

    /** As {@code maxAttempts}: try again without bound. */
    public static final int FOREVER = Integer.MAX_VALUE;

    private static final int INHERIT = -1;

    public Retry {
        if (maxAttempts < 1 && maxAttempts != INHERIT) {
            throw new IllegalArgumentException(
                    "maxAttempts is " + maxAttempts + "; it counts the first try, so it is at least 1");
        }
        if (!(multiplier >= 1) && multiplier != INHERIT) {
            throw new IllegalArgumentException(
                    "multiplier is " + multiplier + "; it is at least 1 (1 is a fixed interval)");
        }
        noRetryFor = List.copyOf(noRetryFor);
    }

    /** One attempt, no retry. */
    public static Retry none() {
        return attempts(1);
    }

    /** Tries again without bound, with inherited pauses. */
    public static Retry forever() {
        return attempts(FOREVER);
    }

    /** At most {@code maxAttempts} attempts, with inherited pauses. */
    public static Retry attempts(int maxAttempts) {
        return new Retry(maxAttempts, "", INHERIT, "", List.of());
    }

    /** At most {@code maxAttempts} attempts, a fixed {@code interval} apart. */
    public static Retry linear(int maxAttempts, String interval) {
        return new Retry(maxAttempts, interval, 1, interval, List.of());
    }

    /** At most {@code maxAttempts} attempts, a fixed {@code interval} apart. */
    public static Retry linear(int maxAttempts, Duration interval) {
        return linear(maxAttempts, interval.toString());
    }

    /** At most {@code maxAttempts} attempts, each pause twice the one before. */
    public static Retry exponential(int maxAttempts) {
        return new Retry(maxAttempts, "", 2, "", List.of());
    }

    /** The pause before the second attempt. */
    public Retry initial(String pause) {
        return new Retry(maxAttempts, pause, multiplier, maxBackoff, noRetryFor);
    }

    /** The pause before the second attempt. */
    public Retry initial(Duration pause) {
        return initial(pause.toString());
    }

    /** The longest pause between two attempts. */
    public Retry max(String pause) {
        return new Retry(maxAttempts, backoff, multiplier, pause, noRetryFor);
    }

    /** The longest pause between two attempts. */
    public Retry max(Duration pause) {
        return max(pause.toString());
    }

    /** Exceptions after which the step is not tried again, subclasses included. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Retry noRetryFor(Class<? extends Throwable>... exceptions) {
        return new Retry(maxAttempts, backoff, multiplier, maxBackoff, List.of(exceptions));
    }
}
