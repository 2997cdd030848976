package dev.kagzi.server.web;

import dev.kagzi.protocol.Problem;
import java.io.IOException;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the records of the contract, payloads as the bytes they are. */
@Component
class ProtocolMessageConverter extends AbstractHttpMessageConverter<Object> {

    private static final String CONTRACT = Problem.class.getPackageName();

    private final RequestReader reader;
    private final JsonMapper mapper;

    ProtocolMessageConverter(RequestReader reader, JsonMapper mapper) {
        super(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON);
        this.reader = reader;
        this.mapper = mapper;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == RawBody.class || type.getPackageName().startsWith(CONTRACT);
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
        byte[] body = BoundedBody.read(message);
        return type == RawBody.class ? new RawBody<>(body) : reader.read(body, type);
    }

    @Override
    protected void writeInternal(Object value, HttpOutputMessage message) throws IOException {
        byte[] bytes = mapper.writeValueAsBytes(value);
        message.getHeaders().setContentLength(bytes.length);
        message.getBody().write(bytes);
    }
}
