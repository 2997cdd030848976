package dev.kagzi.worker;

import dev.kagzi.StepContext;
import org.jspecify.annotations.Nullable;

/** An attempt of a step that is about to be made. */
public interface StepAttempt {

    /** The run it belongs to. */
    ExecutedRun run();

    /** Name of the step. */
    String step();

    /** Run, number of the attempt and idempotency key, as the body sees them. */
    StepContext context();

    /** Enters the body, or the next interceptor. */
    @Nullable Object proceed() throws Exception;
}
