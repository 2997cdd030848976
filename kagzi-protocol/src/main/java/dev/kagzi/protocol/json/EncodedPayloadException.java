package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/** An encoded payload is not written as the contract has it. */
public final class EncodedPayloadException extends MismatchedInputException {

    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String detail;

    EncodedPayloadException(JsonParser parser, String pointer, String detail) {
        super(parser, "'" + pointer + "' " + detail, Payload.class);
        this.pointer = pointer;
        this.detail = detail;
    }

    /** JSON pointer to the wrong part, from the object the payload stands in. */
    public String pointer() {
        return pointer;
    }

    /** What is wrong with it, to complete the sentence "it …". */
    public String detail() {
        return detail;
    }
}
