package dev.kagzi.server.web;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.json.ProtocolJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller is at hand. */
final class ProblemWriter {

    /** Seconds after which a request that failed for the moment may be sent again. */
    static final String RETRY_AFTER = "1";

    private static final JsonMapper MAPPER = ProtocolJson.builder().build();

    private ProblemWriter() {}

    static void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] body = MAPPER.writeValueAsBytes(problem);
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        if (problem.retryable()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
