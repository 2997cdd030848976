package dev.kagzi.worker;

import org.jspecify.annotations.Nullable;

/**
 * Stands around every attempt of a step: for checks, limits or context that many steps share. Beans of this type are called in their
 * {@linkplain org.springframework.core.annotation.Order order}, the first one outermost.
 *
 * <p>It is called on the thread of the run, for each attempt that is executed. A step that is answered from the history is not
 * attempted, and a step that is called inside another step's body is part of that attempt. What it throws is the failure of the
 * attempt, with the retries that the step has for it. What it returns is what the step gives and what is recorded.
 */
@FunctionalInterface
public interface StepInterceptor {

    /**
     * Lets the attempt happen, or not.
     *
     * @param attempt about to be made; {@link StepAttempt#proceed()} makes it
     * @return the result of the step
     * @throws Exception the failure of the attempt
     */
    @Nullable Object intercept(StepAttempt attempt) throws Exception;
}
