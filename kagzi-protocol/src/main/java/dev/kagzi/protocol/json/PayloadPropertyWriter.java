package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/** Writes a payload under the name of its part, or under that name's twin when it is encoded. */
final class PayloadPropertyWriter extends BeanPropertyWriter {

    private static final long serialVersionUID = 1L;

    private final String encodedName;

    private PayloadPropertyWriter(BeanPropertyWriter writer) {
        super(writer);
        this.encodedName = writer.getName() + EncodedPayload.SUFFIX;
    }

    @Override
    public void serializeAsProperty(Object owner, JsonGenerator generator, SerializationContext context)
            throws Exception {
        Payload payload = (Payload) get(owner);
        if (payload == null) {
            return;
        }
        if (payload.isEncoded()) {
            generator.writeName(encodedName);
            EncodedPayload.write(payload, generator);
        } else {
            generator.writeName(getName());
            PayloadSerializer.write(payload, generator);
        }
    }

    /** Gives every payload of every record its writer. */
    static final class Modifier extends ValueSerializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier type, List<BeanPropertyWriter> properties) {
            properties.replaceAll(
                    writer -> writer.getType().hasRawClass(Payload.class) ? new PayloadPropertyWriter(writer) : writer);
            return properties;
        }
    }
}
