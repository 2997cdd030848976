package dev.kagzi.server.namespace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives controllers the {@link NamespaceId} that the request's header names, or the default one. */
@Component
class NamespaceArgument implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private static final String HEADER = "Kagzi-Namespace";
    private static final String DEFAULT = "default";

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
        String name = request.getHeader(HEADER);
        return namespaces.resolve(name == null ? DEFAULT : name);
    }
}
