package dev.kagzi.definition;

import java.lang.reflect.Method;

/**
 * What undoes a step.
 *
 * @param step the compensation with its effective values, as the step that it is executed as
 * @param method of the bean that declares the step
 * @param takesResult whether it takes the result of the step that it undoes, after its parameters
 */
public record CompensationDefinition(StepDefinition step, Method method, boolean takesResult) {}
