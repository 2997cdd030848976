package dev.kagzi;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A step being described, without a result until {@link #returns(Class)} names its type. */
public interface StepCall {

    /** Retry of this step; what it leaves open is inherited. */
    StepCall retry(Retry retry);

    /** Longest time for one attempt, as {@code 20s}. */
    StepCall timeout(String timeout);

    /** Longest time for one attempt. */
    StepCall timeout(Duration timeout);

    /** A value recorded as the step's input, for people to see; it is not handed to the body. */
    StepCall input(@Nullable Object input);

    /** Type of the result. */
    <T extends @Nullable Object> Returning<T> returns(Class<T> type);

    /** Type of the result, generics included. */
    <T extends @Nullable Object> Returning<T> returns(TypeRef<T> type);

    /**
     * Runs the step.
     *
     * @throws StepFailedException when it failed for good
     */
    void run(ThrowingRunnable body);

    /** A described step with a result. */
    interface Returning<T extends @Nullable Object> {

        /**
         * Runs the step and gives its result, as JSON gives it back.
         *
         * @throws StepFailedException when it failed for good
         */
        T run(Callable<T> body);
    }
}
