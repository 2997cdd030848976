package dev.kagzi.server.web;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.json.ProtocolJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller is at hand. */
public final class ProblemWriter {

    /** Seconds after which a request that failed for the moment may be sent again. */
    static final String RETRY_AFTER = "1";

    /** How a request proves who it is. */
    static final String CHALLENGE = "Bearer realm=\"kagzi\"";

    private static final JsonMapper MAPPER = ProtocolJson.builder().build();

    private ProblemWriter() {}

    /** An answer as a controller's would be written. */
    static byte[] json(Object answer) {
        return MAPPER.writeValueAsBytes(answer);
    }

    public static void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] body = json(problem);
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        if (problem.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        if (problem.retryable()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        response.getOutputStream().write(body);
        response.flushBuffer();
    }
}
