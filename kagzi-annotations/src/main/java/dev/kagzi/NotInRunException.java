package dev.kagzi;

/** A step, a workflow method or a context was called where no run is executed. Nothing was executed. */
public class NotInRunException extends KagziException {

    private static final long serialVersionUID = 1L;

    public NotInRunException(String message) {
        super(message);
    }
}
