package dev.kagzi.server.security;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Polls, waits for results and streams that are open, each with whoever has opened it: they end when the key is taken no more, or the session is over. */
@Component
@ConditionalOnBooleanProperty("kagzi.security.enabled")
public class OpenExchanges implements DeferredResultProcessingInterceptor, WebMvcConfigurer {

    private final KnownKeys keys;
    private final ConsoleSessions sessions;
    private final Map<DeferredResult<?>, Exchange> open = new ConcurrentHashMap<>();

    OpenExchanges(KnownKeys keys, ConsoleSessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    private record Exchange(CallerAuthentication caller, HttpServletResponse response) {}

    @Override
    public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
        configurer.registerDeferredResultInterceptors(this);
    }

    @Override
    public <T> void beforeConcurrentHandling(NativeWebRequest request, DeferredResult<T> result) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        HttpServletResponse response = request.getNativeResponse(HttpServletResponse.class);
        if (caller instanceof CallerAuthentication known && response != null) {
            open.put(result, new Exchange(known, response));
        }
    }

    @Override
    public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> result) {
        open.remove(result);
    }

    /** Ends those whose key has expired or been revoked, and those whose session is over. */
    public void endRevoked() {
        endUnless(this::isStillTaken);
        Set<Secret.Hash> asked = open.values().stream()
                .flatMap(exchange -> exchange.caller().session().stream())
                .collect(Collectors.toSet());
        Set<Secret.Hash> over = new HashSet<>(asked);
        over.removeAll(sessions.lasting(asked));
        endUnless(caller -> caller.session().filter(over::contains).isEmpty());
    }

    private boolean isStillTaken(CallerAuthentication caller) {
        return !(caller instanceof KeyAuthentication key) || keys.isStillTaken(key.keyId(), key.hash());
    }

    private void endUnless(Predicate<CallerAuthentication> condition) {
        open.forEach((result, exchange) -> {
            if (!condition.test(exchange.caller())) {
                end(result, exchange.response());
            }
        });
    }

    /** A stream has been answered already, and just ends. */
    private static void end(DeferredResult<?> result, HttpServletResponse response) {
        try {
            if (response.isCommitted()) {
                result.setResult(null);
            } else {
                result.setErrorResult(Refusals.unauthenticated());
            }
        } catch (IllegalStateException e) {
            // The container has ended the request meanwhile.
        }
    }
}
