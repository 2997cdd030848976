package dev.kagzi.intercept;

import dev.kagzi.worker.RunScope;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.MethodProxy;

/** A call that reaches the bean itself: from its own code, or behind all its advice. */
final class SelfCalledStep implements MethodInterceptor {

    @Override
    public @Nullable Object intercept(Object bean, Method method, @Nullable Object[] arguments, MethodProxy superMethod)
            throws Throwable {
        RunScope run = RunScope.current();
        if (run == null) {
            throw NotInRun.step(method);
        }
        if (run.inStepBody()) {
            return superMethod.invokeSuper(bean, arguments);
        }
        StepEntrance entrance = StepEntrance.of(bean);
        return entrance.call(run, method, arguments, entrance.advisedBody(method, arguments));
    }
}
