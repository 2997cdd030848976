package dev.kagzi.client;

import dev.kagzi.KagziException;

/** The run was cancelled and has no result. */
public final class RunCancelledException extends KagziException {

    private static final long serialVersionUID = 1L;

    RunCancelledException(String runId) {
        super("Run '" + runId + "' was cancelled.");
    }
}
