package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Cuts a payload out of the document it stands in, without building anything from it; an encoded one is read from its form. */
final class PayloadDeserializer extends StdDeserializer<Payload> {

    /** Attribute of the reader that holds the document's bytes. */
    static final Object DOCUMENT = PayloadDeserializer.class;

    PayloadDeserializer() {
        super(Payload.class);
    }

    @Override
    public @Nullable Payload deserialize(JsonParser parser, DeserializationContext context) {
        String name = parser.currentName();
        if (name == null) {
            return cut(parser, context);
        }
        noteName(parser, name);
        return name.endsWith(EncodedPayload.SUFFIX) ? EncodedPayload.read(parser, name) : cut(parser, context);
    }

    private Payload cut(JsonParser parser, DeserializationContext context) {
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

    /** The JSON text {@code null} is a value like any other. An encoded payload has no such form. */
    @Override
    public @Nullable Payload getNullValue(DeserializationContext context) {
        JsonParser parser = context.getParser();
        String name = parser == null ? null : parser.currentName();
        if (parser != null && name != null) {
            noteName(parser, name);
            if (name.endsWith(EncodedPayload.SUFFIX)) {
                return EncodedPayload.read(parser, name);
            }
        }
        return Payload.NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }

    /** Both forms fill the same part of the record, so it is the place in the document that remembers which ones stood there. */
    private static void noteName(JsonParser parser, String name) {
        TokenStreamContext place = parser.streamReadContext();
        TokenStreamContext owner = parser.currentToken().isStructStart() ? place.getParent() : place;
        Seen before = owner.currentValue() instanceof Seen seen ? seen : null;
        for (Seen other = before; other != null; other = other.before()) {
            if (isTwin(name, other.name()) || isTwin(other.name(), name)) {
                throw EncodedPayload.refused(parser, name, "", "cannot be given together with '" + other.name() + "'");
            }
        }
        owner.assignCurrentValue(new Seen(name, before));
    }

    private static boolean isTwin(String plain, String encoded) {
        return encoded.length() == plain.length() + EncodedPayload.SUFFIX.length()
                && encoded.startsWith(plain)
                && encoded.endsWith(EncodedPayload.SUFFIX);
    }

    private record Seen(String name, @Nullable Seen before) {}
}
