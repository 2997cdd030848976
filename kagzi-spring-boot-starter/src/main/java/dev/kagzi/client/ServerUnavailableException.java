package dev.kagzi.client;

import dev.kagzi.KagziException;

/** The server cannot be reached or cannot serve at present. Whether the request took effect is unknown. */
public final class ServerUnavailableException extends KagziException {

    private static final long serialVersionUID = 1L;

    ServerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
