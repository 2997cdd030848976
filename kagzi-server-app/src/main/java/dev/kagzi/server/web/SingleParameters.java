package dev.kagzi.server.web;

import dev.kagzi.server.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Map;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Takes parameters at their word. Spring reads an empty one as none, and of several the first, or all of them as one text. */
final class SingleParameters implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            for (MethodParameter parameter : method.getMethodParameters()) {
                RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
                if (declared != null && !isOfSeveral(parameter.getParameterType())) {
                    check(request, declared.name());
                }
            }
        }
        return true;
    }

    private static boolean isOfSeveral(Class<?> type) {
        return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    }

    private static void check(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            return;
        }
        if (values.length > 1) {
            throw ProblemException.invalid(name, "can be given once, and is there %d times".formatted(values.length));
        }
        if (values[0].isEmpty()) {
            throw ProblemException.invalid(name, "is empty; leave it out, or give it a value");
        }
    }
}
