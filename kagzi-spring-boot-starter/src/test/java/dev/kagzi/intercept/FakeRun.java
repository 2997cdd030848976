package dev.kagzi.intercept;

import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.worker.CalledStep;
import dev.kagzi.worker.CalledStep.Undoing;
import dev.kagzi.worker.RunScope;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Executes every step as often as it is told, and remembers what was asked of it. */
final class FakeRun implements RunScope {

    record Called(
            String step,
            Map<String, @Nullable Object> arguments,
            @Nullable Undoing undoing) {}

    final List<Called> calls = new ArrayList<>();
    private final WorkflowDefinition workflow;
    private final int executions;
    private boolean inBody;
    private boolean entered;

    FakeRun(WorkflowDefinition workflow, int executions) {
        this.workflow = workflow;
        this.executions = executions;
    }

    @Override
    public WorkflowDefinition workflow() {
        return workflow;
    }

    @Override
    public @Nullable Object step(CalledStep step) {
        calls.add(new Called(step.definition().name(), step.arguments(), step.undoing()));
        Object result = null;
        for (int i = 0; i < executions; i++) {
            result = execute(step.body());
        }
        return result;
    }

    private @Nullable Object execute(Callable<? extends @Nullable Object> body) {
        inBody = true;
        try {
            return body.call();
        } catch (RuntimeException ex) {
            throw ex;
        } catch (Exception ex) {
            throw new IllegalStateException(ex);
        } finally {
            inBody = false;
        }
    }

    @Override
    public boolean inStepBody() {
        return inBody;
    }

    @Override
    public boolean enterWorkflow(Method method) {
        boolean first = !entered && method.equals(workflow.method().method());
        entered = true;
        return first;
    }
}
