package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.ResolvableType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Says in the words of the API why Spring turned a request away. */
final class SpringProblem {

    private SpringProblem() {}

    static ProblemException of(Exception exception, ServletWebRequest request) {
        if (exception instanceof TypeMismatchException mismatch) {
            return mismatch(mismatch);
        }
        if (exception instanceof MissingServletRequestParameterException missing) {
            return ProblemException.invalid(missing.getParameterName(), "is required");
        }
        if (exception instanceof MissingRequestHeaderException missing) {
            return ProblemException.invalid(missing.getHeaderName(), "is required");
        }
        if (exception instanceof HttpMessageNotReadableException) {
            return new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing or broke off; it has to be a JSON object.");
        }
        if (exception instanceof HttpMediaTypeNotSupportedException unsupported) {
            return new ProblemException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body is sent as '%s' and has to be 'application/json'."
                            .formatted(unsupported.getContentType()));
        }
        if (exception instanceof HttpRequestMethodNotSupportedException unsupported) {
            return new ProblemException(
                    ProblemCode.METHOD_NOT_ALLOWED,
                    "%s takes %s.".formatted(target(request), unsupported.getSupportedHttpMethods()));
        }
        return byStatus(exception, request);
    }

    private static ProblemException mismatch(TypeMismatchException mismatch) {
        if (mismatch instanceof MethodArgumentTypeMismatchException argument) {
            ResolvableType declared = ResolvableType.forMethodParameter(argument.getParameter());
            ResolvableType item = declared.asCollection().getGeneric();
            return mismatch(
                    argument.getName(),
                    item == ResolvableType.NONE ? argument.getRequiredType() : item.toClass(),
                    argument.getValue());
        }
        return mismatch(String.valueOf(mismatch.getPropertyName()), mismatch.getRequiredType(), mismatch.getValue());
    }

    private static ProblemException mismatch(String name, @Nullable Class<?> expected, @Nullable Object found) {
        return ProblemException.invalid(
                name,
                "has to be %s, and is '%s'"
                        .formatted(JsonProblem.expected(expected), Printable.excerpt(String.valueOf(found))));
    }

    private static ProblemException byStatus(Exception exception, ServletWebRequest request) {
        int status = exception instanceof ErrorResponse response
                ? response.getStatusCode().value()
                : 400;
        return switch (status) {
            case 404 ->
                new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at %s.".formatted(target(request)));
            case 406 -> new ProblemException(ProblemCode.NOT_ACCEPTABLE, "Answers are 'application/json'.");
            case 413 -> new ProblemException(ProblemCode.PAYLOAD_TOO_LARGE, "The request is too large.");
            case 503 -> new ProblemException(ProblemCode.UNAVAILABLE, "The request took too long.");
            default -> new ProblemException(ProblemCode.MALFORMED_REQUEST, "The request cannot be read.");
        };
    }

    private static String target(ServletWebRequest request) {
        return "'%s %s'"
                .formatted(
                        request.getHttpMethod(),
                        Printable.excerpt(request.getRequest().getRequestURI()));
    }
}
