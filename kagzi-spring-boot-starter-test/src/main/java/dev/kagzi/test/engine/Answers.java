package dev.kagzi.test.engine;

import dev.kagzi.test.server.RefusedException;
import dev.kagzi.transport.ServerProblemException;
import java.util.function.Supplier;

/** Answers as they arrive over HTTP. */
final class Answers {

    private Answers() {}

    /** @throws ServerProblemException when the server refuses the request */
    static <T> T of(Supplier<T> request) {
        try {
            return request.get();
        } catch (RefusedException e) {
            throw new ServerProblemException(e.problem(), null);
        }
    }
}
