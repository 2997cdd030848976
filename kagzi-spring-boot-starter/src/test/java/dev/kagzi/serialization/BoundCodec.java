package dev.kagzi.serialization;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;

/** No secret, but unreadable, and bound to its context as a cipher would be. */
public final class BoundCodec implements PayloadCodec {

    public final List<PayloadContext> encoded = new CopyOnWriteArrayList<>();
    public volatile PayloadContext.Kind failsFor;
    public volatile boolean acceptsPlain = true;
    private final String encoding;

    public BoundCodec(String encoding) {
        this.encoding = encoding;
    }

    /** A mapper that encodes with this codec. */
    public PayloadMapper mapper() {
        return new PayloadMapper(JsonMapper.shared(), new PayloadCodecs("default", encoding, Map.of(encoding, this)));
    }

    @Override
    public String encoding() {
        return encoding;
    }

    @Override
    public boolean acceptsPlain() {
        return acceptsPlain;
    }

    @Override
    public byte[] encode(byte[] plain, PayloadContext context) {
        if (context.kind() == failsFor) {
            throw new IllegalStateException("no key today");
        }
        encoded.add(context);
        byte[] bound = context.bytes();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(bound.length).array());
        bytes.writeBytes(bound);
        bytes.writeBytes(flipped(plain));
        return bytes.toByteArray();
    }

    @Override
    public byte[] decode(byte[] bytes, PayloadContext context) {
        int length = ByteBuffer.wrap(bytes).getInt();
        if (!Arrays.equals(context.bytes(), Arrays.copyOfRange(bytes, 4, 4 + length))) {
            throw new IllegalArgumentException("made for another place than " + context);
        }
        return flipped(Arrays.copyOfRange(bytes, 4 + length, bytes.length));
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] flipped = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            flipped[i] = (byte) ~bytes[i];
        }
        return flipped;
    }
}
