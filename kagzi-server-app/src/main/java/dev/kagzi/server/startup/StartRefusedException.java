package dev.kagzi.server.startup;

/** The server does not start, and the operator can do something about it. */
public class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is wrong, with the values found
     * @param action what to do, with the property to edit
     */
    public StartRefusedException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** The same, with what made it known. */
    public StartRefusedException(String description, String action, Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
