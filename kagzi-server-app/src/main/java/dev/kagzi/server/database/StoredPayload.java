package dev.kagzi.server.database;

import dev.kagzi.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Payloads as the bytes of a column. A plain one is stored as it is. An encoded one begins with a NUL, which no JSON does, followed
 * by the length and the text of its encoding's name.
 */
public final class StoredPayload {

    private static final byte ENCODED = 0;
    private static final int HEAD = 2;

    private StoredPayload() {}

    public static byte @Nullable [] bytes(@Nullable Payload payload) {
        if (payload == null || payload.encoding() == null) {
            return payload == null ? null : payload.bytes();
        }
        byte[] name = payload.encoding().getBytes(StandardCharsets.US_ASCII);
        byte[] stored = new byte[HEAD + name.length + payload.size()];
        stored[0] = ENCODED;
        stored[1] = (byte) name.length;
        System.arraycopy(name, 0, stored, HEAD, name.length);
        System.arraycopy(payload.bytes(), 0, stored, HEAD + name.length, payload.size());
        return stored;
    }

    /** The payload of a column of the run it was made for. */
    public static @Nullable Payload read(byte @Nullable [] stored) {
        return read(stored, null);
    }

    /** @param madeFor the run that had the payload first, if that is another than the one it is stored with */
    public static @Nullable Payload read(byte @Nullable [] stored, @Nullable UUID madeFor) {
        return read(stored, madeFor, false);
    }

    /**
     * @param madeFor the run or event that had the payload first, if that is another than the run it is stored with
     * @param ofEvent whether it is an event
     */
    public static @Nullable Payload read(byte @Nullable [] stored, @Nullable UUID madeFor, boolean ofEvent) {
        if (stored == null) {
            return null;
        }
        if (stored.length == 0 || stored[0] != ENCODED) {
            return Payload.of(stored);
        }
        int data = HEAD + stored[1];
        String encoding = new String(stored, HEAD, stored[1], StandardCharsets.US_ASCII);
        Payload encoded = Payload.encoded(encoding, Arrays.copyOfRange(stored, data, stored.length));
        return madeFor != null && ofEvent ? encoded.encodedForEvent(madeFor) : encoded.encodedFor(madeFor);
    }
}
