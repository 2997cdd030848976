package dev.kagzi.client;

import dev.kagzi.KagziException;

/** The run was not finished when the time to wait for its result was up. The run goes on. */
public final class TimeoutException extends KagziException {

    private static final long serialVersionUID = 1L;

    TimeoutException(String message) {
        super(message);
    }
}
