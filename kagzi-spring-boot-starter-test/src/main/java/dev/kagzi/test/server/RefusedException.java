package dev.kagzi.test.server;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server refuses a request: what would be a problem document over HTTP. Nothing has been changed. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    RefusedException(ProblemCode code, String detail) {
        this(code, detail, null);
    }

    RefusedException(ProblemCode code, String detail, @Nullable List<FieldError> errors) {
        super(code + ": " + detail);
        this.problem =
                new Problem("about:blank", code.title(), code.status(), detail, code.name(), code.retryable(), errors);
    }

    /** A refusal as it came over HTTP. */
    public RefusedException(Problem problem) {
        super(problem.code() + ": " + problem.detail());
        this.problem = problem;
    }

    static RefusedException invalid(String pointer, String detail) {
        return new RefusedException(
                ProblemCode.VALIDATION_FAILED,
                "'%s' %s.".formatted(pointer, detail),
                List.of(new FieldError(pointer, detail)));
    }

    /** The problem. */
    public Problem problem() {
        return problem;
    }
}
