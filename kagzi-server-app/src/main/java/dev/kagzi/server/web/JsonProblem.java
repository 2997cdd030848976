package dev.kagzi.server.web;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.input.DurationText;
import dev.kagzi.server.input.InstantText;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says in the words of the API what the JSON parser found. */
final class JsonProblem {

    private JsonProblem() {}

    static ProblemException of(JacksonException exception) {
        if (exception instanceof StreamConstraintsException) {
            return new ProblemException(
                    ProblemCode.PAYLOAD_TOO_COMPLEX,
                    "The body is nested too deeply: " + exception.getOriginalMessage());
        }
        boolean readable = exception instanceof DatabindException || exception instanceof InputCoercionException;
        return readable && !exception.getOriginalMessage().startsWith("Trailing token")
                ? unfit(exception)
                : malformed(exception);
    }

    private static ProblemException malformed(JacksonException exception) {
        TokenStreamLocation location = exception.getLocation();
        String place = location == null || location.getLineNr() < 1
                ? ""
                : " in line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        return new ProblemException(
                ProblemCode.MALFORMED_REQUEST,
                "The body is no well-formed JSON%s: %s".formatted(place, exception.getOriginalMessage()));
    }

    private static ProblemException unfit(JacksonException exception) {
        List<Reference> path = exception.getPath();
        for (int i = 1; i < path.size(); i++) {
            if (path.get(i).from() == Payload.class) {
                // The member that is wrong, in place of the one of the record that it fills.
                return ProblemException.invalid(
                        pointer(path.subList(0, i - 1)) + pointer(path.subList(i, path.size())),
                        exception.getOriginalMessage());
            }
        }
        return ProblemException.invalid(
                pointer(path), "has to be " + expected(targetType(exception)) + found(exception));
    }

    private static String pointer(List<Reference> path) {
        return path.stream().map(JsonProblem::segment).collect(Collectors.joining());
    }

    private static String segment(Reference reference) {
        String name = reference.getPropertyName();
        return "/" + (name == null ? String.valueOf(reference.getIndex()) : Violations.segment(name));
    }

    private static @Nullable Class<?> targetType(JacksonException exception) {
        if (exception instanceof MismatchedInputException mismatch) {
            return mismatch.getTargetType();
        }
        return exception instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
    }

    private static String found(JacksonException exception) {
        return exception instanceof InvalidFormatException format && format.getValue() != null
                ? ", and is '%s'".formatted(Printable.excerpt(String.valueOf(format.getValue())))
                : "";
    }

    /** What a value of this type looks like in JSON. */
    static String expected(@Nullable Class<?> type) {
        if (type == null || type == Object.class) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == Duration.class) {
            return DurationText.EXPECTED;
        }
        if (type == Instant.class) {
            return InstantText.EXPECTED;
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a string";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number of at most %d bits".formatted(type == long.class || type == Long.class ? 64 : 32);
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
    }
}
