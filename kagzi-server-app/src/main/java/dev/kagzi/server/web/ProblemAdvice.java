package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.OverloadedException;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every exception of a controller with a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> problem(ProblemException exception) {
        return answer(exception, new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> overloaded(OverloadedException exception) {
        return answer(
                new ProblemException(ProblemCode.OVERLOADED, String.valueOf(exception.getMessage())),
                new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> outcomeUnknown(OutcomeUnknownException exception) {
        log.warn("The outcome of a commit is unknown; its caller was told to repeat the request.", exception);
        return answer(DatabaseProblem.outcomeUnknown(), new HttpHeaders());
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Object> database(Exception exception, ServletWebRequest request) {
        return DatabaseProblem.of(exception, request.getHttpMethod())
                .map(problem -> {
                    log.warn("The database could not be used: {}", exception.getMessage());
                    return answer(problem, new HttpHeaders());
                })
                .orElseGet(() -> unexpected(exception, request));
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception exception, ServletWebRequest request) {
        String path = Printable.excerpt(request.getRequest().getRequestURI());
        log.error("A request failed unexpectedly. method={} path={}", request.getHttpMethod(), path, exception);
        return answer(
                new ProblemException(ProblemCode.INTERNAL_ERROR, "The server failed; its log says why."),
                new HttpHeaders());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return status.is5xxServerError() && status.value() != 503
                ? unexpected(exception, (ServletWebRequest) request)
                : answer(SpringProblem.of(exception, (ServletWebRequest) request), headers);
    }

    private static ResponseEntity<Object> answer(ProblemException exception, HttpHeaders headers) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(
                        exception.code().status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (exception.code().retryable()) {
            answer.header(HttpHeaders.RETRY_AFTER, ProblemWriter.RETRY_AFTER);
        }
        if (exception.code() == ProblemCode.UNAUTHENTICATED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, ProblemWriter.CHALLENGE);
        }
        return answer.body(exception.problem());
    }
}
