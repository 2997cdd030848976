package dev.kagzi.serialization;

import dev.kagzi.protocol.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes inputs and results as JSON and reads them back, generics included. */
public final class PayloadMapper {

    private final JsonMapper mapper;

    public PayloadMapper(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Writes a value as what its class says.
     *
     * @throws PayloadException when it cannot be written
     */
    public Payload write(@Nullable Object value) {
        return value == null ? Payload.NULL : write(value, mapper.writer());
    }

    /**
     * Writes a value as what its declared type says, so that a list of a polymorphic type keeps the types of its elements.
     *
     * @throws PayloadException when it cannot be written
     */
    public Payload write(@Nullable Object value, Type declared) {
        if (value == null || declared instanceof Class<?>) {
            return write(value);
        }
        return write(value, mapper.writerFor(mapper.constructType(declared)));
    }

    /**
     * Reads a payload; an absent one and {@code void} are {@code null}.
     *
     * @throws PayloadException when it does not fit the type
     */
    public @Nullable Object read(@Nullable Payload payload, Type type) {
        if (payload == null || type == void.class || type == Void.class) {
            return null;
        }
        try {
            return mapper.readValue(payload.bytes(), mapper.constructType(type));
        } catch (RuntimeException | Error e) {
            throw new PayloadException(
                    "A payload of " + payload.size() + " bytes cannot be read as '" + type.getTypeName() + "': "
                            + reason(e) + ". Change the type so that it reads what was recorded.",
                    e);
        }
    }

    private static Payload write(Object value, ObjectWriter writer) {
        try {
            return Payload.of(writer.writeValueAsBytes(value));
        } catch (RuntimeException | Error first) {
            return writeEscaped(value, writer);
        }
    }

    /** Lone surrogates have no form in UTF-8, but as an escape they do; every other failure fails again. */
    private static Payload writeEscaped(Object value, ObjectWriter writer) {
        try {
            return Payload.of(writer.with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(value));
        } catch (RuntimeException | Error e) {
            throw new PayloadException(
                    "A value of '" + value.getClass().getName() + "' cannot be written as JSON: " + reason(e)
                            + ". Return a type that Jackson can write and read, or teach the application's JsonMapper.",
                    e);
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof JacksonException jackson) {
            return jackson.getOriginalMessage();
        }
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }
}
