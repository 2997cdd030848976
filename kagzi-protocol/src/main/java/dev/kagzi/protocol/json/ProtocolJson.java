package dev.kagzi.protocol.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kagzi.protocol.Payload;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Makes the mapper both ends write and read the contract with. */
public final class ProtocolJson {

    /** Nesting beyond which a request is refused before anything in it is looked at. */
    private static final int MAX_NESTING = 10_000;

    private ProtocolJson() {}

    /** A builder set up for the contract; the server adds what it accepts beyond what the worker sends. */
    public static JsonMapper.Builder builder() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        SimpleModule payloads = new SimpleModule("kagzi-payloads")
                .addSerializer(Payload.class, new PayloadSerializer())
                .addDeserializer(Payload.class, new PayloadDeserializer())
                .setSerializerModifier(new PayloadPropertyWriter.Modifier());
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .addModule(payloads)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    }

    /**
     * Reads the object of a document that a parser is in, up to its end.
     *
     * @param parser of the whole document
     * @throws tools.jackson.core.JacksonException when the object is malformed or does not fit the type
     */
    public static <T> T readPart(JsonMapper mapper, byte[] document, JsonParser parser, Class<T> type) {
        return mapper.readerFor(type)
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .withAttribute(PayloadDeserializer.DOCUMENT, document)
                .readValue(parser);
    }

    /**
     * Reads a value from a whole document. Payloads in it keep their bytes, so it has to be read through here and not from
     * a stream.
     *
     * @throws tools.jackson.core.JacksonException when the document is malformed or does not fit the type
     */
    public static <T> T read(JsonMapper mapper, byte[] document, Class<T> type) {
        return mapper.readerFor(type)
                .withAttribute(PayloadDeserializer.DOCUMENT, document)
                .readValue(document);
    }
}
