package dev.kagzi.server.web;

import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.input.DurationText;
import dev.kagzi.server.input.InstantText;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The contract's mapper with what only the server does: it takes durations with units, and nothing of the wrong type. */
@Configuration(proxyBeanMethods = false)
class ServerJson {

    @Bean
    JsonMapper jsonMapper() {
        SimpleModule times = new SimpleModule("kagzi-times")
                .addDeserializer(Duration.class, new TextDeserializer<>(Duration.class, DurationText::parse))
                .addDeserializer(Instant.class, new TextDeserializer<>(Instant.class, InstantText::parse))
                // Jackson's own one computes the number that it refuses, which takes seconds for one of a million
                // digits.
                .addDeserializer(String.class, new TextDeserializer<>(String.class, text -> text));
        return ProtocolJson.builder()
                .addModule(times)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .build();
    }

    /** Reads what is written as a string, and as nothing else. */
    private static final class TextDeserializer<T> extends StdDeserializer<T> {

        private final transient Function<String, T> parse;

        TextDeserializer(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (T) context.handleUnexpectedToken(handledType(), parser);
            }
            String text = parser.getString();
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                return (T) context.handleWeirdStringValue(handledType(), text, "not valid");
            }
        }
    }
}
