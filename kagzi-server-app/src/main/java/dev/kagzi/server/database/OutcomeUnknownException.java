package dev.kagzi.server.database;

/** The connection broke while a commit was on its way: it may or may not have happened. */
public class OutcomeUnknownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(Throwable cause) {
        super("The connection to the database broke during a commit; it is not known whether it took effect.", cause);
    }
}
