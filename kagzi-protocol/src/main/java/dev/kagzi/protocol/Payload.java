package dev.kagzi.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value as the bytes it was sent in, never as a tree: numbers of any length, duplicate members and lone surrogates
 * survive. The JSON text {@code null} is a payload too; an absent one is a Java {@code null}.
 *
 * <p>A payload that a codec has encoded holds what the codec made of those bytes, and the name of the encoding. In JSON it
 * stands under the name of its part with {@code Encoded} added.
 */
public final class Payload {

    /** The JSON text {@code null}. */
    public static final Payload NULL = Payload.of("null");

    private final byte[] bytes;
    private final @Nullable String encoding;
    private final @Nullable UUID encodedFor;
    private final boolean ofEvent;

    private Payload(byte[] bytes, @Nullable String encoding, @Nullable UUID encodedFor, boolean ofEvent) {
        this.bytes = bytes;
        this.encoding = encoding;
        this.encodedFor = encodedFor;
        this.ofEvent = ofEvent;
    }

    /** The payload that consists of these bytes: well-formed JSON in UTF-8 without white space around it. The array is not copied. */
    public static Payload of(byte[] bytes) {
        return new Payload(bytes, null, null, false);
    }

    /** The payload with this JSON text. */
    public static Payload of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload that a codec has made these bytes of. The array is not copied. */
    public static Payload encoded(String encoding, byte[] bytes) {
        return new Payload(bytes, encoding, null, false);
    }

    /** The same payload, taken over from the run it was encoded for. */
    public Payload encodedFor(@Nullable UUID runId) {
        return encoding == null ? this : new Payload(bytes, encoding, runId, false);
    }

    /** The same payload, taken over from the event it was encoded for. */
    public Payload encodedForEvent(UUID eventId) {
        return encoding == null ? this : new Payload(bytes, encoding, eventId, true);
    }

    /** The bytes, not copied: JSON, or what a codec made of it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** Name of the encoding; absent when the bytes are JSON. */
    public @Nullable String encoding() {
        return encoding;
    }

    public boolean isEncoded() {
        return encoding != null;
    }

    /**
     * The run or event it was encoded for, when it stands in another run: a restart takes payloads over as they are, and so do runs
     * that an event starts or wakes.
     */
    public @Nullable UUID encodedFor() {
        return encodedFor;
    }

    /** Whether {@link #encodedFor()} is an event, whose data the payload is. */
    public boolean isOfEvent() {
        return ofEvent;
    }

    /** Whether bytes and encoding are the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload payload
                && Arrays.equals(bytes, payload.bytes)
                && Objects.equals(encoding, payload.encoding);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The JSON text, for people: bytes that are no UTF-8 are replaced. */
    @Override
    public String toString() {
        return encoding == null
                ? new String(bytes, StandardCharsets.UTF_8)
                : bytes.length + " bytes encoded as '" + encoding + "'";
    }
}
