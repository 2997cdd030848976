package dev.kagzi.server.web;

import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.DeferredResultMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestResponseBodyMethodProcessor;

/**
 * Answers at once where a deferred result is there already. A request that has let go of its thread is dispatched once more, through all
 * filters: a quarter of what a poll costs that finds runs.
 */
@Component
class ReadyAnswers implements SmartInitializingSingleton {

    private final RequestMappingHandlerAdapter adapter;

    ReadyAnswers(RequestMappingHandlerAdapter adapter) {
        this.adapter = adapter;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<HandlerMethodReturnValueHandler> handlers =
                Objects.requireNonNull(adapter.getReturnValueHandlers(), "Spring sets them before");
        HandlerMethodReturnValueHandler body = handlers.stream()
                .filter(RequestResponseBodyMethodProcessor.class::isInstance)
                .findFirst()
                .orElseThrow();
        adapter.setReturnValueHandlers(handlers.stream()
                .map(handler ->
                        handler instanceof DeferredResultMethodReturnValueHandler ? new Ready(body, handler) : handler)
                .collect(Collectors.toList()));
    }

    private record Ready(HandlerMethodReturnValueHandler now, HandlerMethodReturnValueHandler later)
            implements HandlerMethodReturnValueHandler {

        @Override
        public boolean supportsReturnType(MethodParameter type) {
            return later.supportsReturnType(type);
        }

        @Override
        public void handleReturnValue(
                @Nullable Object value, MethodParameter type, ModelAndViewContainer container, NativeWebRequest request)
                throws Exception {
            // Null while there is none.
            Object result = value instanceof DeferredResult<?> deferred ? deferred.getResult() : null;
            if (result == null) {
                later.handleReturnValue(value, type, container, request);
            } else if (result instanceof Exception failure) {
                throw failure;
            } else if (result instanceof Throwable failure) {
                throw new ServletException(failure);
            } else {
                now.handleReturnValue(result, new TypeOf(type, result), container, request);
            }
        }
    }

    /** The type of what a deferred result has come to. */
    private static final class TypeOf extends MethodParameter {

        private final Class<?> type;

        TypeOf(MethodParameter declared, Object value) {
            super(declared);
            this.type = value.getClass();
        }

        @Override
        public Class<?> getParameterType() {
            return type;
        }

        @Override
        public Class<?> getGenericParameterType() {
            return type;
        }
    }
}
