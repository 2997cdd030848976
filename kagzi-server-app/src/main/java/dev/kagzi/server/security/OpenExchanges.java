package dev.kagzi.server.security;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Polls, waits for results and streams that are open, each with the key it came with: they end when that is taken no more. */
@Component
@ConditionalOnBooleanProperty("kagzi.security.enabled")
public class OpenExchanges implements DeferredResultProcessingInterceptor, WebMvcConfigurer {

    private final KnownKeys keys;
    private final Map<DeferredResult<?>, Exchange> open = new ConcurrentHashMap<>();

    OpenExchanges(KnownKeys keys) {
        this.keys = keys;
    }

    private record Exchange(KeyAuthentication caller, HttpServletResponse response) {}

    @Override
    public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
        configurer.registerDeferredResultInterceptors(this);
    }

    @Override
    public <T> void beforeConcurrentHandling(NativeWebRequest request, DeferredResult<T> result) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        HttpServletResponse response = request.getNativeResponse(HttpServletResponse.class);
        if (caller instanceof KeyAuthentication key && response != null) {
            open.put(result, new Exchange(key, response));
        }
    }

    @Override
    public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> result) {
        open.remove(result);
    }

    /** Ends those whose key has expired or been revoked. */
    public void endRevoked() {
        open.forEach((result, exchange) -> {
            if (!keys.isStillTaken(exchange.caller().keyId(), exchange.caller().hash())) {
                end(result, exchange.response());
            }
        });
    }

    /** A stream has been answered already, and just ends. */
    private static void end(DeferredResult<?> result, HttpServletResponse response) {
        if (response.isCommitted()) {
            result.setResult(null);
        } else {
            result.setErrorResult(Refusals.unauthenticated());
        }
    }
}
