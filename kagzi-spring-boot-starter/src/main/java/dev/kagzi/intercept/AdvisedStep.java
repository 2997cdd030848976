package dev.kagzi.intercept;

import dev.kagzi.worker.RunScope;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;

/**
 * Stands before all advice of a bean, so that advice belongs to the step's body also where another bean calls the step: a
 * transaction begins inside the step, and a replay begins none.
 */
final class AdvisedStep implements MethodInterceptor {

    private final StepEntrance entrance;

    AdvisedStep(StepEntrance entrance) {
        this.entrance = entrance;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), entrance.beanClass());
        RunScope run = RunScope.current();
        if (run == null) {
            throw NotInRun.step(method);
        }
        if (run.inStepBody()) {
            return invocation.proceed();
        }
        // An invocation can proceed once, a body is executed as often as it is tried.
        ProxyMethodInvocation repeatable = (ProxyMethodInvocation) invocation;
        return entrance.call(run, method, invocation.getArguments(), () -> proceed(repeatable.invocableClone()));
    }

    private static @Nullable Object proceed(MethodInvocation invocation) throws Exception {
        try {
            return invocation.proceed();
        } catch (Throwable ex) {
            throw StepEntrance.exception(ex);
        }
    }
}
