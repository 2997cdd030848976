package dev.kagzi.client;

import dev.kagzi.KagziException;

/** The run was sent inside a transaction that has not been committed: not yet, or it was rolled back. There is nothing to ask for. */
public final class RunNotStartedException extends KagziException {

    private static final long serialVersionUID = 1L;

    RunNotStartedException(String message) {
        super(message);
    }
}
