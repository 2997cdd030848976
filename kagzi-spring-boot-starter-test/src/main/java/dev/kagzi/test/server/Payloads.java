package dev.kagzi.test.server;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.json.CompactJson;
import dev.kagzi.test.server.StoredRun.Input;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When two payloads are the same. */
final class Payloads {

    private Payloads() {}

    /** @param hash in hexadecimal, of an encoded input */
    static Input input(@Nullable Payload payload, @Nullable String hash) {
        return new Input(
                payload == null ? null : payload.encodedFor(null),
                hash == null ? hash(payload) : HexFormat.of().parseHex(hash));
    }

    static Input ofEvent(UUID eventId, @Nullable Payload data) {
        return new Input(data == null ? null : data.encodedForEvent(eventId), hash(data));
    }

    static Input ofSchedule(@Nullable Payload payload) {
        return new Input(payload, hash(payload));
    }

    static Input takenOverFrom(StoredRun source) {
        Payload input = source.input;
        return new Input(
                input == null || input.encodedFor() != null ? input : input.encodedFor(source.runId), source.inputHash);
    }

    /** Of the bytes outside white space. An absent payload is like no bytes. */
    static byte[] hash(@Nullable Payload payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return payload == null ? digest.digest() : digest.digest(CompactJson.of(payload.bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
