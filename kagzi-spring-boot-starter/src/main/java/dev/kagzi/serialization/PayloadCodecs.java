package dev.kagzi.serialization;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.json.CompactJson;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The codecs of an application: one that encodes, if any does, and all that decode. */
public final class PayloadCodecs {

    /** Payloads stay as they are. */
    public static final PayloadCodecs NONE = new PayloadCodecs("default", null, Map.of());

    private static final int HASH_SIZE = 32;

    private final String namespace;
    private final @Nullable String encoding;
    private final Map<String, PayloadCodec> codecs;

    /**
     * @param namespace namespace of all runs
     * @param encoding the codec that encodes; absent when none does
     * @param codecs all codecs by their encodings
     */
    public PayloadCodecs(String namespace, @Nullable String encoding, Map<String, PayloadCodec> codecs) {
        this.namespace = namespace;
        this.encoding = encoding;
        this.codecs = new TreeMap<>(codecs);
    }

    /** Whether the server must not see what is in payloads. */
    boolean encode() {
        return encoding != null;
    }

    Payload encode(Payload plain, PayloadPlace place) {
        if (encoding == null) {
            return plain;
        }
        PayloadContext context = place.in(namespace);
        byte[] encoded = call(encoding, "encode " + place, codec -> codec.encode(plain.bytes(), context));
        return Payload.encoded(encoding, encoded);
    }

    Payload decode(Payload payload, PayloadPlace place) {
        String used = payload.encoding();
        if (used == null) {
            requirePlainAccepted(place);
            return payload;
        }
        PayloadContext context = place.of(payload, namespace);
        return Payload.of(call(used, "decode " + place, codec -> codec.decode(payload.bytes(), context)));
    }

    private void requirePlainAccepted(PayloadPlace place) {
        PayloadCodec codec = encoding == null ? null : codecs.get(encoding);
        if (codec != null && !codec.acceptsPlain()) {
            throw new PayloadCodecException(
                    "The PayloadCodec '" + encoding + "' does not accept plain payloads, and " + place + " is plain.",
                    null);
        }
    }

    /** The hash of an encoded input in hexadecimal; none where inputs stay plain. */
    @Nullable String inputHash(Payload plain) {
        if (encoding == null) {
            return null;
        }
        byte[] hash = call(encoding, "make the hash of an input", codec -> {
            byte[] made = codec.inputHash(CompactJson.of(plain.bytes()));
            if (made.length != HASH_SIZE) {
                throw new IllegalStateException("it made " + made.length + " bytes, expected " + HASH_SIZE);
            }
            return made;
        });
        return HexFormat.of().formatHex(hash);
    }

    private byte[] call(String used, String what, CodecCall call) {
        PayloadCodec codec = codecs.get(used);
        if (codec == null) {
            throw new PayloadCodecException(
                    "This application cannot " + what + ": it has no PayloadCodec bean with the encoding '" + used
                            + "', only " + codecs.keySet() + ". Keep the codecs of all that is still stored.",
                    null);
        }
        try {
            byte[] bytes = call.on(codec);
            if (bytes == null) {
                throw new IllegalStateException("it returned null");
            }
            return bytes;
        } catch (Exception | LinkageError e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new PayloadCodecException("The PayloadCodec '" + used + "' could not " + what + ": " + e, e);
        }
    }

    private interface CodecCall {

        byte @Nullable [] on(PayloadCodec codec) throws Exception;
    }
}
