package dev.kagzi.server.database;

/** More is queued than the server takes on. Nothing was done; the same request may succeed later. */
public class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OverloadedException(String message) {
        super(message);
    }
}
