package dev.kagzi;

import org.jspecify.annotations.Nullable;

/** Thrown by a step's body to fail the step for good, whatever attempts are left. */
public class NonRetryableException extends KagziException {

    private static final long serialVersionUID = 1L;

    public NonRetryableException(String message) {
        super(message);
    }

    public NonRetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
