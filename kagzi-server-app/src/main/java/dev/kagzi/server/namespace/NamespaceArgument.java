package dev.kagzi.server.namespace;

import dev.kagzi.server.web.RequestNamespace;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives controllers the {@link NamespaceId} the request is about. */
@Component
class NamespaceArgument implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private final Namespaces namespaces;

    NamespaceArgument(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == NamespaceId.class;
    }

    @Override
    public NamespaceId resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest http = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        NamespaceId namespace = namespaces.resolve(RequestNamespace.of(http));
        if (parameter.hasParameterAnnotation(Enabled.class)) {
            namespaces.requireEnabled(namespace);
        }
        return namespace;
    }
}
