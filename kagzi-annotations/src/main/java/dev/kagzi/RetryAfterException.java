package dev.kagzi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a step's body that knows when the next attempt makes sense, as after {@code 429 Retry-After}. It uses up an attempt
 * like any failure; only the pause is the one named here, without jitter.
 */
public class RetryAfterException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** @param retryAfter pause before the next attempt, not negative */
    public RetryAfterException(String message, Duration retryAfter) {
        this(message, retryAfter, null);
    }

    /** @param retryAfter pause before the next attempt, not negative */
    public RetryAfterException(String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter is " + retryAfter + "; it must not be negative");
        }
        this.retryAfter = retryAfter;
    }

    /** Pause before the next attempt. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
