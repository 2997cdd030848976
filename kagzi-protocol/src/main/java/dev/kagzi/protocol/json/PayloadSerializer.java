package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes a payload as the bytes it consists of. */
final class PayloadSerializer extends StdSerializer<Payload> {

    PayloadSerializer() {
        super(Payload.class);
    }

    @Override
    public void serialize(Payload payload, JsonGenerator generator, SerializationContext context) {
        generator.writeRawValue(new RawBytes(payload.bytes()));
    }
}
