package dev.kagzi.server.security;

import dev.kagzi.server.audit.AuditTrail;
import dev.kagzi.server.audit.AuditTrail.Caller;
import dev.kagzi.server.audit.Unaudited;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.web.RequestNamespace;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Has each request that changes something written down before it is answered, but for those of workers and the {@link Unaudited}. */
@Component
class AuditInterceptor implements HandlerInterceptor, WebMvcConfigurer {

    private static final Logger log = LoggerFactory.getLogger(AuditInterceptor.class);
    private static final Set<String> CHANGES = Set.of("POST", "PUT", "DELETE");
    private static final String ENTRY = AuditInterceptor.class.getName();

    private final AuditTrail trail;
    private final Namespaces namespaces;

    AuditInterceptor(AuditTrail trail, Namespaces namespaces) {
        this.trail = trail;
        this.namespaces = namespaces;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this)
                .addPathPatterns("/api/v1/**", "/console/ns/**")
                .excludePathPatterns("/api/v1/worker/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && CHANGES.contains(request.getMethod())
                && !method.hasMethodAnnotation(Unaudited.class)) {
            UUID entry = trail.begin(
                    caller(request),
                    method.getMethod().getName(),
                    request.getMethod() + " " + Printable.excerpt(request.getRequestURI()),
                    isOfNamespace(method) ? namespace(request) : null);
            request.setAttribute(ENTRY, entry);
        }
        return true;
    }

    private static Caller caller(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication caller
                ? new Caller(caller.keyId(), caller.name(), address)
                : new Caller(null, null, address);
    }

    /** Null for one that does not exist, which is what the request will be told. */
    private @Nullable String namespace(HttpServletRequest request) {
        String name = RequestNamespace.of(request);
        return namespaces.exists(name) ? name : null;
    }

    private static boolean isOfNamespace(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == NamespaceId.class);
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (!(request.getAttribute(ENTRY) instanceof UUID entry)) {
            return;
        }
        try {
            trail.end(entry, response.getStatus());
        } catch (RuntimeException e) {
            // What was asked for is written down, and has been answered.
            log.warn("How the request of the audit entry {} was answered could not be noted", entry, e);
        }
    }
}
