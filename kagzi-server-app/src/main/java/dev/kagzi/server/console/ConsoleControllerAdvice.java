package dev.kagzi.server.console;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.OverloadedException;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.security.ConsoleProblem;
import dev.kagzi.server.web.DatabaseProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpMethod;
import org.springframework.transaction.TransactionException;
import org.springframework.ui.Model;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** What all pages of the console have in common, and how they show that something went otherwise. */
@ControllerAdvice(annotations = ConsoleController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleControllerAdvice {

    private static final Logger log = LoggerFactory.getLogger(ConsoleControllerAdvice.class);

    private static final Map<Class<?>, String> EXPECTED = Map.of(
            UUID.class, "a UUID",
            Instant.class, "an instant such as '2026-01-31T12:00:00Z'",
            int.class, "a whole number",
            Integer.class, "a whole number",
            boolean.class, "true or false",
            Boolean.class, "true or false");

    private final PageFrame common;
    private final ProblemPageController problems;

    ConsoleControllerAdvice(PageFrame common, ProblemPageController problems) {
        this.common = common;
        this.problems = problems;
    }

    @ModelAttribute
    void addCommon(HttpServletRequest request, Model model) {
        model.addAllAttributes(common.of(request));
    }

    @ExceptionHandler
    ModelAndView problem(ProblemException problem, HttpServletRequest request, HandlerMethod handler) {
        return shown(problem, request, handler);
    }

    /** On the page it arose on, where there is one. */
    private ModelAndView shown(ProblemException problem, HttpServletRequest request, HandlerMethod handler) {
        RefusedOn page = handler.getMethodAnnotation(RefusedOn.class);
        return page == null || request.getHeader("HX-Request") != null
                ? problems.page(problem, request)
                : new ModelAndView(new RefusalView(problem, page.value()));
    }

    @ExceptionHandler
    ModelAndView overloaded(OverloadedException failure, HttpServletRequest request) {
        ProblemException problem = new ProblemException(ProblemCode.OVERLOADED, String.valueOf(failure.getMessage()));
        return problems.page(problem, request);
    }

    /** A statement of a page was ended, because it took too long. */
    @ExceptionHandler
    ModelAndView tookTooLong(QueryTimeoutException failure, HttpServletRequest request) {
        log.warn("A page was not read in time: {}", failure.getMessage());
        return problems.page(new ProblemException(ProblemCode.OVERLOADED, BoundedReads.tookTooLong()), request);
    }

    @ExceptionHandler
    ModelAndView outcomeUnknown(OutcomeUnknownException failure, HttpServletRequest request) {
        log.warn("The outcome of a commit is unknown; its caller was told to look.", failure);
        return problems.page(DatabaseProblem.outcomeUnknown(), request);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ModelAndView database(Exception failure, HttpServletRequest request) {
        return DatabaseProblem.of(failure, HttpMethod.valueOf(request.getMethod()))
                .map(problem -> {
                    log.warn("The database could not be used: {}", failure.getMessage());
                    return problems.page(problem, request);
                })
                .orElseGet(() -> unexpected(failure, request));
    }

    /** The browser has gone: nobody is left to be told. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException failure) {
        log.debug("A browser has gone", failure);
    }

    /** A part of an address that is no id, or no number. */
    @ExceptionHandler
    ModelAndView unfit(MethodArgumentTypeMismatchException failure, HttpServletRequest request, HandlerMethod handler) {
        return shown(
                ProblemException.invalid(failure.getName(), unfit(failure.getValue(), failure.getRequiredType())),
                request,
                handler);
    }

    /** Fields of a form that hold what none of them can. */
    @ExceptionHandler
    ModelAndView unfit(BindException failure, HttpServletRequest request, HandlerMethod handler) {
        Violations violations = new Violations();
        failure.getFieldErrors()
                .forEach(error -> violations.add("/" + error.getField(), unfit(error.getRejectedValue(), type(error))));
        return shown(
                violations
                        .problem()
                        .orElseGet(() -> new ProblemException(ProblemCode.VALIDATION_FAILED, failure.getMessage())),
                request,
                handler);
    }

    @ExceptionHandler
    ModelAndView missing(
            MissingServletRequestParameterException failure, HttpServletRequest request, HandlerMethod handler) {
        return shown(ProblemException.invalid(failure.getParameterName(), "must not be missing"), request, handler);
    }

    private static @Nullable Class<?> type(FieldError error) {
        return error.contains(TypeMismatchException.class)
                ? error.unwrap(TypeMismatchException.class).getRequiredType()
                : null;
    }

    private static String unfit(@Nullable Object value, @Nullable Class<?> type) {
        String given = Printable.excerpt(String.valueOf(value));
        if (type == null) {
            return "is '%s', which it cannot be".formatted(given);
        }
        return "has to be %s, and is '%s'".formatted(expected(type), given);
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return EXPECTED.getOrDefault(type, "of another kind");
    }

    @ExceptionHandler
    ModelAndView unexpected(Exception failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return problems.page(
                    new ProblemException(
                            ProblemCode.VALIDATION_FAILED,
                            String.valueOf(known.getBody().getDetail())),
                    request);
        }
        return problems.page(ConsoleProblem.failure(request, failure), request);
    }
}
