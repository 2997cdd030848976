package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import java.io.IOException;
import org.springframework.http.HttpInputMessage;

/** Reads a body to its end, announced or chunked, and no further than a request may be long. */
final class BoundedBody {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private BoundedBody() {}

    static byte[] read(HttpInputMessage message) throws IOException {
        if (message.getHeaders().getContentLength() > MAX_BYTES) {
            throw tooLarge();
        }
        byte[] bytes = message.getBody().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                ProblemCode.PAYLOAD_TOO_LARGE, "The body has more than %d bytes.".formatted(MAX_BYTES));
    }
}
