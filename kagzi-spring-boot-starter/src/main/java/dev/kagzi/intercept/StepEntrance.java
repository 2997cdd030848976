package dev.kagzi.intercept;

import dev.kagzi.KagziException;
import dev.kagzi.definition.CompensationDefinition;
import dev.kagzi.definition.StepDefinition;
import dev.kagzi.worker.CalledStep;
import dev.kagzi.worker.CalledStep.Undoing;
import dev.kagzi.worker.RunScope;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Where a call of a step becomes a step of the run.
 *
 * @param beanClass the user's class
 * @param bean the bean as others get it, with all advice around it
 */
record StepEntrance(Class<?> beanClass, Object bean) {

    /** The field of enhanced beans that holds their entrance. */
    static final String FIELD = "$$kagziEntrance";

    static StepEntrance of(Object enhanced) {
        try {
            return (StepEntrance) enhanced.getClass().getField(FIELD).get(enhanced);
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException("The class " + enhanced.getClass() + " has lost its field " + FIELD, ex);
        }
    }

    void bindTo(Object enhanced) {
        try {
            enhanced.getClass().getField(FIELD).set(enhanced, this);
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException("The class " + enhanced.getClass() + " has lost its field " + FIELD, ex);
        }
    }

    /** Hands a call to the run, which decides whether {@code body} is executed. */
    @Nullable Object call(RunScope run, Method method, @Nullable Object[] arguments, Callable<? extends @Nullable Object> body) {
        StepDefinition step = run.workflow()
                .step(beanClass, method)
                .orElseThrow(() -> new KagziException("The step " + beanClass.getName() + "." + method.getName()
                        + " is unknown to the workflow " + run.workflow()
                        + ": its bean is of another application context. Declare both in one."));
        return run.step(new CalledStep(step, named(method, arguments), body, undoing(step.compensation(), arguments)));
    }

    private @Nullable Undoing undoing(@Nullable CompensationDefinition compensation, @Nullable Object[] arguments) {
        return compensation == null ? null : result -> undoing(compensation, arguments, result);
    }

    private CalledStep undoing(
            CompensationDefinition compensation, @Nullable Object[] arguments, @Nullable Object result) {
        @Nullable Object[] all = arguments;
        if (compensation.takesResult()) {
            all = Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = result;
        }
        Method method = compensation.method();
        return new CalledStep(compensation.step(), named(method, all), advisedBody(method, all), null);
    }

    /** A body that goes through all advice of the bean, which a call on {@code this} has passed by. */
    Callable<@Nullable Object> advisedBody(Method method, @Nullable Object[] arguments) {
        return () -> {
            try {
                ReflectionUtils.makeAccessible(method);
                return method.invoke(bean, arguments);
            } catch (InvocationTargetException ex) {
                throw exception(ex.getTargetException());
            }
        };
    }

    /** For bodies, which may throw anything. */
    static Exception exception(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof Exception exception ? exception : new KagziException("A step threw " + thrown, thrown);
    }

    private static Map<String, @Nullable Object> named(Method method, @Nullable Object[] arguments) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            named.put(parameters[i].getName(), arguments[i]);
        }
        return named;
    }
}
