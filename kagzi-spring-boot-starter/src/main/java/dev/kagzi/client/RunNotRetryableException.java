package dev.kagzi.client;

import dev.kagzi.KagziException;

/** Only a run that failed or needs attention can be retried, and none that has been undone. */
public final class RunNotRetryableException extends KagziException {

    private static final long serialVersionUID = 1L;

    RunNotRetryableException(String message, Throwable cause) {
        super(message, cause);
    }
}
