package dev.kagzi.demo.showcase;

import dev.kagzi.KagziException;

/** The demo has no server to work with. */
class DemoServerException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final String action;

    DemoServerException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What to do about it. */
    String action() {
        return action;
    }
}
