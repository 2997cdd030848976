package dev.kagzi.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 has it.
 *
 * @param type address of the page that explains the code
 * @param code stable: what programs decide by
 * @param retryable whether the same request may succeed later
 * @param errors what is wrong with which part of the request
 */
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        String code,
        boolean retryable,
        @Nullable List<FieldError> errors) {

    /**
     * One wrong part of a request.
     *
     * @param pointer JSON pointer into the body, or the name of a parameter
     */
    public record FieldError(String pointer, String detail) {}
}
