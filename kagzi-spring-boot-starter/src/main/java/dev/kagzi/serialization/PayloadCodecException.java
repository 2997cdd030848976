package dev.kagzi.serialization;

import org.jspecify.annotations.Nullable;

/** A codec could not encode or decode a payload, or there is none for its encoding. */
public class PayloadCodecException extends PayloadException {

    private static final long serialVersionUID = 1L;

    PayloadCodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
