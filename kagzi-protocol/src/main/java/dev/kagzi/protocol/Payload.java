package dev.kagzi.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value as the bytes it was sent in, never as a tree: numbers of any length, duplicate members and lone surrogates
 * survive. The JSON text {@code null} is a payload too; an absent one is a Java {@code null}.
 */
public final class Payload {

    /** The JSON text {@code null}. */
    public static final Payload NULL = Payload.of("null");

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The payload that consists of these bytes: well-formed JSON in UTF-8 without white space around it. The array is not copied. */
    public static Payload of(byte[] bytes) {
        return new Payload(bytes);
    }

    /** The payload with this JSON text. */
    public static Payload of(String json) {
        return new Payload(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The JSON text, for people: bytes that are no UTF-8 are replaced. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
