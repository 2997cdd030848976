package dev.kagzi.server.database;

import dev.kagzi.protocol.json.ProtocolJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes values of the server's own, such as failures and definitions, as the JSON they are stored in. */
@Component
public class Json {

    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

    private final JsonMapper mapper = ProtocolJson.builder().build();

    public byte @Nullable [] write(@Nullable Object value) {
        return value == null ? null : mapper.writeValueAsBytes(value);
    }

    public String text(Object value) {
        return mapper.writeValueAsString(value);
    }

    public Map<String, String> readTags(String text) {
        return mapper.readValue(text, TAGS);
    }

    public <T> T read(byte[] bytes, Class<T> type) {
        return ProtocolJson.read(mapper, bytes, type);
    }
}
