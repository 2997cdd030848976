package dev.kagzi.server.security;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.ProblemWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What those get who may not do what they ask for. */
final class Refusals {

    private Refusals() {}

    /** Says nothing of why: whether there was such a key is nobody's business. */
    static ProblemException unauthenticated() {
        return new ProblemException(
                ProblemCode.UNAUTHENTICATED,
                "The request has no valid key: there is none, or it has expired or been revoked. Send one as 'Authorization: Bearer"
                        + " kgz_…'; an application does with 'kagzi.api-key'.");
    }

    static ProblemException forbidden() {
        return new ProblemException(
                ProblemCode.FORBIDDEN,
                "The key of the request has no role that allows this. Ask whoever keeps the keys.");
    }

    static void write(HttpServletResponse response, ProblemException problem) throws IOException {
        ProblemWriter.write(response, problem.problem());
    }
}
