package dev.kagzi.serialization;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.json.PropertyPath;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes inputs and results as JSON and reads them back, generics included. */
public final class PayloadMapper {

    private static final Logger log = LoggerFactory.getLogger(PayloadMapper.class);

    private final JsonMapper mapper;
    private final PayloadCodecs codecs;

    public PayloadMapper(JsonMapper mapper) {
        this(mapper, PayloadCodecs.NONE);
    }

    public PayloadMapper(JsonMapper mapper, PayloadCodecs codecs) {
        this.mapper = mapper;
        this.codecs = codecs;
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
     * What the server is given of a payload.
     *
     * @throws PayloadCodecException when the codec fails
     */
    public Payload encode(Payload plain, PayloadPlace place) {
        return codecs.encode(plain, place);
    }

    /** The hash that goes with an encoded input; none where inputs stay plain. */
    public @Nullable String inputHash(Payload plain) {
        return codecs.inputHash(plain);
    }

    /** The value that limits go by, which goes with an encoded input; none where inputs stay plain, or limits go by no value. */
    public @Nullable String concurrencyKey(Payload plain, @Nullable PropertyPath path) {
        return codecs.encode() && path != null ? path.valueIn(plain) : null;
    }

    /**
     * Reads what the server was given.
     *
     * @throws PayloadCodecException when no codec can decode it
     * @throws PayloadException when it does not fit the type
     */
    public @Nullable Object read(@Nullable Payload payload, Type type, PayloadPlace place) {
        return payload == null || type == void.class ? null : read(codecs.decode(payload, place), type);
    }

    /**
     * Reads a plain payload; an absent one and {@code void} are {@code null}.
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
            throw unreadable(
                    "A payload of " + payload.size() + " bytes cannot be read as '" + type.getTypeName() + "'", e);
        }
    }

    /** Jackson's messages quote what they could not read, and failures are stored as they are. */
    private PayloadException unreadable(String what, Throwable e) {
        String remedy = ". Change the type so that it reads what was recorded.";
        if (!codecs.encode()) {
            return new PayloadException(what + ": " + reason(e) + remedy, e);
        }
        log.error(what, e);
        return new PayloadException(what + ". Why is in the log of this application only" + remedy, null);
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
