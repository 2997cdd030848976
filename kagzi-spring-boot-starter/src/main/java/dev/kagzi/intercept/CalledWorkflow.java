package dev.kagzi.intercept;

import dev.kagzi.KagziException;
import dev.kagzi.worker.RunScope;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.MethodProxy;

/** A call of a workflow method: only the worker may make it. */
final class CalledWorkflow implements MethodInterceptor {

    @Override
    public @Nullable Object intercept(Object bean, Method method, @Nullable Object[] arguments, MethodProxy superMethod)
            throws Throwable {
        RunScope run = RunScope.current();
        if (run == null) {
            throw NotInRun.workflow(method);
        }
        if (!run.enterWorkflow(method)) {
            throw new KagziException("The workflow method "
                    + method.getDeclaringClass().getName() + "." + method.getName()
                    + " was called by the code of workflow '"
                    + run.workflow().name()
                    + "'; nothing was executed. Start it as a run of its own: with ctx.call(…) as a child whose result you"
                    + " wait for, or with kagzi.start(…) inside a step.");
        }
        return superMethod.invokeSuper(bean, arguments);
    }
}
