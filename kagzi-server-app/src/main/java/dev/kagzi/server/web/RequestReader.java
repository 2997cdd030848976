package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
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

    private <T> T parse(byte[] document, Class<T> type) {
        try {
            return ProtocolJson.read(mapper, document, type);
        } catch (JacksonException e) {
            throw JsonProblem.of(e);
        }
    }
}
