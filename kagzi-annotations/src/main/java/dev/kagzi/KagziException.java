package dev.kagzi;

import org.jspecify.annotations.Nullable;

/** Root of all exceptions that Kagzi throws. */
public class KagziException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KagziException(String message) {
        super(message);
    }

    public KagziException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
