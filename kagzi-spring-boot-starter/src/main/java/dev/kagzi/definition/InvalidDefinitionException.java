package dev.kagzi.definition;

import dev.kagzi.KagziException;
import org.jspecify.annotations.Nullable;

/** A workflow, a step or their settings are declared in a way that cannot work; the application does not start. */
public class InvalidDefinitionException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    /**
     * @param description what is declared where, and why it cannot work
     * @param action what to change
     */
    public InvalidDefinitionException(String description, String action) {
        this(description, action, null);
    }

    /** As the other, with what it was found by. */
    public InvalidDefinitionException(String description, String action, @Nullable Throwable cause) {
        super(description + " " + action, cause);
        this.description = description;
        this.action = action;
    }

    /** What is declared where, and why it cannot work. */
    public String description() {
        return description;
    }

    /** What to change. */
    public String action() {
        return action;
    }
}
