package dev.kagzi.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded failure.
 *
 * @param type class name of the exception, or one of Kagzi's own types such as {@code RUN_TIMEOUT}
 * @param types class names from the exception's own up to Throwable, for failures of steps
 * @param step the step whose failure ended the run, as {@link StepKey#toString()} writes it
 * @param otherSteps steps of other branches whose failures ended it as well, at most 1,000
 * @param stack stack trace, shortened
 */
public record Failure(
        String type,
        @Nullable String message,
        @Nullable List<String> types,
        @Nullable String step,
        @Nullable List<String> otherSteps,
        @Nullable String stack) {

    /** A failure without a stack trace. */
    public static Failure of(FailureType type, String message) {
        return new Failure(type.name(), message, null, null, null, null);
    }
}
