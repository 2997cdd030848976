package dev.kagzi.transport;

import dev.kagzi.KagziException;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.ProblemCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server understood the request and answered with a problem. */
public final class ServerProblemException extends KagziException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    public ServerProblemException(Problem problem, @Nullable Duration retryAfter) {
        super(message(problem));
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    private static String message(Problem problem) {
        StringBuilder message = new StringBuilder(problem.detail() == null ? problem.title() : problem.detail());
        if (problem.errors() != null) {
            problem.errors()
                    .forEach(error -> message.append(" '")
                            .append(error.pointer())
                            .append("': ")
                            .append(error.detail()));
        }
        return message.append(" (")
                .append(problem.status())
                .append(' ')
                .append(problem.code())
                .append(')')
                .toString();
    }

    /** The problem as the server wrote it. */
    public Problem problem() {
        return problem;
    }

    /** Whether it is this problem. */
    public boolean is(ProblemCode code) {
        return code.name().equals(problem.code());
    }

    /** How long the server asks to wait before the request is sent again. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
