package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Reads records of the contract out of the bytes they came in. */
@Component
public final class RequestReader {

    private final JsonMapper mapper;

    RequestReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Reads a whole document. Every part of the record that is not nullable is there afterwards.
     *
     * @throws ProblemException when the document is malformed, does not fit the type or lacks something
     */
    public <T> T read(byte[] document, Class<T> type) {
        T value = parse(document, type);
        if (value == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is 'null' and has to be a JSON object.");
        }
        RequiredParts.check(value);
        return value;
    }

    /** The text that a member of a document's object has, which is read up to there and no further; null when there is none. */
    public @Nullable String textOf(byte[] document, String member) {
        try (JsonParser parser = mapper.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isFound = member.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (isFound) {
                    return value == JsonToken.VALUE_STRING ? parser.getString() : null;
                }
                parser.skipChildren();
            }
            return null;
        } catch (JacksonException e) {
            throw JsonProblem.of(e);
        }
    }

    /**
     * Reads an object that has nothing but a list, each element of which is an object that says first what it is. Empty when the
     * document is anything else, or anything is wrong with it: then each element has to be looked at alone.
     *
     * @param types by what their elements say of themselves
     */
    public <T> Optional<List<T>> readTyped(
            byte[] document, String list, String type, Map<String, Class<? extends T>> types) {
        try (JsonParser parser = mapper.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !list.equals(parser.nextName())
                    || parser.nextToken() != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            List<T> elements = new ArrayList<>();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Class<? extends T> element =
                        type.equals(parser.nextName()) ? types.get(String.valueOf(parser.nextStringValue())) : null;
                if (element == null || parser.nextToken() == null) {
                    return Optional.empty();
                }
                T value = ProtocolJson.readPart(mapper, document, parser, element);
                RequiredParts.check(value);
                elements.add(value);
            }
            return parser.currentToken() == JsonToken.END_ARRAY
                            && parser.nextToken() == JsonToken.END_OBJECT
                            && parser.nextToken() == null
                    ? Optional.of(elements)
                    : Optional.empty();
        } catch (JacksonException | ProblemException e) {
            return Optional.empty();
        }
    }

    private <T> T parse(byte[] document, Class<T> type) {
        try {
            return ProtocolJson.read(mapper, document, type);
        } catch (JacksonException e) {
            throw JsonProblem.of(e);
        }
    }
}
