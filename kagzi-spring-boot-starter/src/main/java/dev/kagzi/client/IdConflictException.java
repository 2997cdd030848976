package dev.kagzi.client;

import dev.kagzi.KagziException;

/** The id of the start is taken by a run of the same workflow with another input. */
public final class IdConflictException extends KagziException {

    private static final long serialVersionUID = 1L;

    IdConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
