package dev.kagzi.server.fuzz;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Counts how often the method of each operation is called for requests that are counted: those that were understood so far. */
final class Reached implements BeanPostProcessor {

    /** Marks requests that are counted. */
    static final String HEADER = "Kagzi-Fuzz";

    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    int count(String operation) {
        return counts.computeIfAbsent(operation, any -> new AtomicInteger()).get();
    }

    void clear() {
        counts.clear();
    }

    private static boolean isCounted() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                && attributes.getRequest().getHeader(HEADER) != null;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!bean.getClass().isAnnotationPresent(RestController.class)
                || !bean.getClass().getPackageName().startsWith("dev.kagzi.")) {
            return bean;
        }
        ProxyFactory counting = new ProxyFactory(bean);
        counting.setProxyTargetClass(true);
        counting.addAdvice((MethodInterceptor) call -> {
            if (isCounted()) {
                counts.computeIfAbsent(call.getMethod().getName(), any -> new AtomicInteger())
                        .incrementAndGet();
            }
            return call.proceed();
        });
        return counting.getProxy(bean.getClass().getClassLoader());
    }
}
