package dev.kagzi.definition;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a workflow with its effective values.
 *
 * @param timeout longest time for one attempt, or {@code null} for none
 * @param recordInput whether the arguments are recorded for people to see
 * @param resultType type of the result, generics included; {@code void} for none
 * @param compensation what undoes it, or {@code null} when nothing does
 * @param settings where the values come from, by attribute
 */
public record StepDefinition(
        String name,
        RetryPolicy retry,
        @Nullable Duration timeout,
        boolean recordInput,
        Type resultType,
        @Nullable CompensationDefinition compensation,
        Map<String, Setting<?>> settings) {

    public StepDefinition {
        settings = Map.copyOf(settings);
    }

    /** The same step with another number of attempts, as a start of a run may ask for. */
    public StepDefinition withMaxAttempts(int attempts) {
        return new StepDefinition(
                name, retry.withMaxAttempts(attempts), timeout, recordInput, resultType, compensation, settings);
    }
}
