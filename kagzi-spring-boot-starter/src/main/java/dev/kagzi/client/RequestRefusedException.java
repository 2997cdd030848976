package dev.kagzi.client;

import dev.kagzi.KagziException;

/** The server does not accept the request; sending it again changes nothing. */
public final class RequestRefusedException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final String code;

    RequestRefusedException(String message, String code, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The stable code of the problem, such as {@code VALIDATION_FAILED} or {@code NAMESPACE_UNKNOWN}. */
    public String code() {
        return code;
    }
}
