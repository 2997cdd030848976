package dev.kagzi.server.security;

import org.springframework.http.HttpStatus;

/** Somebody is not let in; the message is for that person. */
final class SignInRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    SignInRefusedException(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
