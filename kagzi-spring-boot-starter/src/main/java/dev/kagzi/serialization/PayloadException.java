package dev.kagzi.serialization;

import dev.kagzi.KagziException;
import org.jspecify.annotations.Nullable;

/** A value cannot be written as JSON, or a payload not be read as the type that is expected. */
public class PayloadException extends KagziException {

    private static final long serialVersionUID = 1L;

    PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
