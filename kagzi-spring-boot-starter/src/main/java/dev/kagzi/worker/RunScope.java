package dev.kagzi.worker;

import dev.kagzi.definition.WorkflowDefinition;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The run executed on this thread, as the interceptor of enhanced beans sees it. */
public interface RunScope {

    /** The run of this thread, or {@code null} where none is executed. */
    static @Nullable RunScope current() {
        return CurrentRun.get();
    }

    /** The workflow being executed, whose settings decide what applies to a step. */
    WorkflowDefinition workflow();

    /**
     * Gives the recorded outcome of the run's next step, or executes its body and records what becomes of it.
     *
     * @return the result as JSON gives it back
     * @throws dev.kagzi.StepFailedException when the step failed for good
     */
    @Nullable Object step(CalledStep step);

    /** Whether the body of a step is open on this thread: steps called inside it run inline. */
    boolean inStepBody();

    /**
     * Whether this call of a workflow method is the worker's own entry into the run: true for the first such call of the
     * run's workflow method, false for every later one, which workflow code has made.
     */
    boolean enterWorkflow(Method method);
}
