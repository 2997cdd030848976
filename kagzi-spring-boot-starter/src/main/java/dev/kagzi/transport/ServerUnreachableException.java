package dev.kagzi.transport;

import dev.kagzi.KagziException;
import org.jspecify.annotations.Nullable;

/**
 * No answer of a Kagzi server arrived: no connection, a cut one, a timeout, or an answer of somebody else. Whether the request
 * took effect is unknown.
 */
public final class ServerUnreachableException extends KagziException {

    private static final long serialVersionUID = 1L;

    public ServerUnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
