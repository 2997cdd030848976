package dev.kagzi.worker;

import dev.kagzi.definition.StepDefinition;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of a step as the interceptor hands it over.
 *
 * @param arguments by parameter name in the order of the parameters, recorded for people if the step says so
 * @param undoing the call that undoes it, or {@code null} when nothing does
 */
public record CalledStep(
        StepDefinition definition,
        Map<String, @Nullable Object> arguments,
        Callable<? extends @Nullable Object> body,
        @Nullable Undoing undoing) {

    /** Makes the call that undoes a step. */
    @FunctionalInterface
    public interface Undoing {

        /** @param result of the step */
        CalledStep after(@Nullable Object result);
    }
}
