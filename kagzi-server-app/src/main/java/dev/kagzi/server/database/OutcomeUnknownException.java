package dev.kagzi.server.database;

/** The connection broke while a commit was on its way: it may or may not have happened. */
public class OutcomeUnknownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String MESSAGE =
            "The connection to the database broke during a commit; it is not known whether it took effect.";

    /** Of a commit that somebody else waits for, too. */
    public OutcomeUnknownException() {
        super(MESSAGE);
    }

    OutcomeUnknownException(Throwable cause) {
        super(MESSAGE, cause);
    }
}
