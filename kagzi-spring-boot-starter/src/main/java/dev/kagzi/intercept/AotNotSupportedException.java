package dev.kagzi.intercept;

import dev.kagzi.KagziException;

/** The application runs with ahead-of-time processed bean definitions, which no generated subclass can replace. */
public class AotNotSupportedException extends KagziException {

    private static final long serialVersionUID = 1L;

    AotNotSupportedException() {
        super("The property 'spring.aot.enabled' is 'true', and with it calls of steps would silently not be durable."
                + " Remove it.");
    }
}
