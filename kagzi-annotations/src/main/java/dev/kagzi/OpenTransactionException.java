package dev.kagzi;

/**
 * A transaction was open when a step or a wait began. A rollback could not undo the recorded outcome, so nothing was
 * executed: open transactions inside steps.
 */
public class OpenTransactionException extends KagziException {

    private static final long serialVersionUID = 1L;

    public OpenTransactionException(String message) {
        super(message);
    }
}
