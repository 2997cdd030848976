package dev.kagzi.client;

import dev.kagzi.KagziException;

/** There is no such schedule in the client's namespace, or none any more. */
public final class ScheduleNotFoundException extends KagziException {

    private static final long serialVersionUID = 1L;

    ScheduleNotFoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
