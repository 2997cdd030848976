package dev.kagzi.definition;

import dev.kagzi.WorkflowContext;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Nullness;

/**
 * The method a run executes: at most one input and, if it wants, a {@link WorkflowContext}, in any order.
 *
 * @param method as the user's class declares it, never an enhanced class's
 * @param inputType type of the input, generics included, or {@code null} without an input
 * @param resultType type of the result, generics included; {@code void} for none
 */
public record WorkflowMethod(
        String beanName,
        Class<?> beanClass,
        Method method,
        @Nullable Type inputType,
        Type resultType) {

    /** The arguments in the method's own order. */
    public @Nullable Object[] arguments(@Nullable Object input, WorkflowContext context) {
        Class<?>[] parameters = method.getParameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = parameters[i] == WorkflowContext.class ? context : input;
        }
        return arguments;
    }

    /** Whether the method takes a context, and so can make steps in code. */
    public boolean takesContext() {
        return method.getParameterCount() > (inputType == null ? 0 : 1);
    }

    /** Whether a run without an input can be executed: there is none to give, or the declaration allows null or says nothing of it. */
    boolean inputMayBeNull() {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.getType() != WorkflowContext.class)
                .allMatch(parameter -> Nullness.forParameter(parameter) != Nullness.NON_NULL);
    }

    Stream<Type> payloadTypes() {
        return Stream.concat(Stream.ofNullable(inputType), Stream.of(resultType));
    }

    @Override
    public String toString() {
        return beanClass.getName() + "." + method.getName();
    }
}
