package dev.kagzi.worker;

import dev.kagzi.ChildRun;
import dev.kagzi.worker.ChildCalls.StartedChild;
import org.jspecify.annotations.Nullable;

/** A child handed to workflow code; any branch of its run may ask for the result. */
record ContextChild<T extends @Nullable Object>(RunExecution execution, StartedChild child) implements ChildRun<T> {

    @Override
    public String runId() {
        return child.runId().toString();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the result was read as the type the caller named
    public T result() {
        return (T) execution
                .current("result of child '" + child.workflow() + "'")
                .children()
                .result(child);
    }
}
