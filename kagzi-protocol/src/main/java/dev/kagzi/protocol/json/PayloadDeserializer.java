package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Cuts a payload out of the document it stands in, without building anything from it. */
final class PayloadDeserializer extends StdDeserializer<Payload> {

    /** Attribute of the reader that holds the document's bytes. */
    static final Object DOCUMENT = PayloadDeserializer.class;

    PayloadDeserializer() {
        super(Payload.class);
    }

    @Override
    public Payload deserialize(JsonParser parser, DeserializationContext context) {
        long start = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        long end = parser.currentLocation().getByteOffset();
        byte @Nullable [] document = (byte[]) context.getAttribute(DOCUMENT);
        if (document == null || start < 0) {
            return context.reportInputMismatch(this, "Payloads are read from UTF-8 documents only.");
        }
        return Payload.of(Arrays.copyOfRange(document, (int) start, (int) end));
    }

    /** The JSON text {@code null} is a value like any other. */
    @Override
    public Payload getNullValue(DeserializationContext context) {
        return Payload.NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
