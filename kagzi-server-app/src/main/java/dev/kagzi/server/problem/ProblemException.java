package dev.kagzi.server.problem;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import java.util.List;
import java.util.Locale;

/** A request that is answered with a problem. What it says is printable, whatever the request was. */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Where each code has a page. */
    private static final String PAGES = "https://kagzi.dev/problems/";

    private final ProblemCode code;
    private final String detail;
    private final transient List<FieldError> errors;

    /**
     * @param detail what happened, with the ids concerned, what was expected, what to do
     */
    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, List.of());
    }

    /**
     * @param errors what is wrong with which part of the request
     */
    public ProblemException(ProblemCode code, String detail, List<FieldError> errors) {
        this.code = code;
        this.detail = Printable.of(detail);
        this.errors = errors.stream()
                .map(error -> new FieldError(Printable.excerpt(error.pointer()), Printable.of(error.detail())))
                .toList();
    }

    /** One part of the request is wrong. */
    public static ProblemException invalid(String pointer, String detail) {
        return new ProblemException(
                ProblemCode.VALIDATION_FAILED,
                "%s %s.".formatted(pointer.isEmpty() ? "The body" : "'" + Printable.excerpt(pointer) + "'", detail),
                List.of(new FieldError(pointer, detail)));
    }

    public ProblemCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        return code + ": " + detail;
    }

    /** The body of the answer. */
    public Problem problem() {
        return problem(code.status());
    }

    /** The body of an answer whose status something else has decided. */
    public Problem problem(int status) {
        String page = PAGES + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(
                page, code.title(), status, detail, code.name(), code.retryable(), errors.isEmpty() ? null : errors);
    }
}
