package dev.kagzi.client;

import dev.kagzi.KagziException;

/** No worker has ever offered the workflow in the client's namespace. */
public final class WorkflowUnknownException extends KagziException {

    private static final long serialVersionUID = 1L;

    WorkflowUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
