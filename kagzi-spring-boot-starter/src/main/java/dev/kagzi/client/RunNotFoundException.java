package dev.kagzi.client;

import dev.kagzi.KagziException;
import org.jspecify.annotations.Nullable;

/** There is no such run in the client's namespace, or none any more. */
public final class RunNotFoundException extends KagziException {

    private static final long serialVersionUID = 1L;

    RunNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
