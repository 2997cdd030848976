package dev.kagzi.transport;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Tells answers of a Kagzi server from its problems, and both from whatever else may come back. */
final class AnswerReader {

    private static final int EXCERPT = 200;

    private final JsonMapper json;

    AnswerReader(JsonMapper json) {
        this.json = json;
    }

    <T> T read(Request request, Answer answer, Class<T> type) {
        requireSuccess(request, answer);
        try {
            return ProtocolJson.read(json, answer.body(), type);
        } catch (JacksonException e) {
            throw notKagzi(request, answer, e);
        }
    }

    void requireSuccess(Request request, Answer answer) {
        if (answer.status().is2xxSuccessful()) {
            return;
        }
        Problem problem = answer.isProblem() ? problem(request, answer) : null;
        if (problem == null || problem.code() == null) {
            throw notKagzi(request, answer, null);
        }
        throw new ServerProblemException(problem, answer.retryAfter());
    }

    private Problem problem(Request request, Answer answer) {
        try {
            return ProtocolJson.read(json, answer.body(), Problem.class);
        } catch (JacksonException e) {
            throw notKagzi(request, answer, e);
        }
    }

    private static ServerUnreachableException notKagzi(
            Request request, Answer answer, @Nullable JacksonException cause) {
        return new ServerUnreachableException(
                request + " was not answered by a Kagzi server but with " + answer
                        + ". Check kagzi.url and what stands " + "in between.",
                cause);
    }

    /** What came back. */
    record Answer(HttpStatusCode status, HttpHeaders headers, byte[] body) {

        boolean isProblem() {
            return MediaType.APPLICATION_PROBLEM_JSON.isCompatibleWith(headers.getContentType());
        }

        /** Only seconds: the server sends no dates. */
        @Nullable Duration retryAfter() {
            String seconds = headers.getFirst(HttpHeaders.RETRY_AFTER);
            return seconds != null && seconds.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
        }

        @Override
        public String toString() {
            String text = new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8);
            return status.value() + ", " + headers.getFirst(HttpHeaders.CONTENT_TYPE) + ": '" + text + "'";
        }
    }
}
