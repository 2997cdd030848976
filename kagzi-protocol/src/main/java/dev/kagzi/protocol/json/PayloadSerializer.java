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

    /** Where a payload is no part of a record, nothing could say that it is encoded. */
    @Override
    public void serialize(Payload payload, JsonGenerator generator, SerializationContext context) {
        if (payload.isEncoded()) {
            context.reportMappingProblem("An encoded payload has to be a part of a record.");
        }
        write(payload, generator);
    }

    static void write(Payload payload, JsonGenerator generator) {
        generator.writeRawValue(new RawBytes(payload.bytes()));
    }
}
