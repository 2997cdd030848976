package dev.kagzi.worker;

import dev.kagzi.ChildRun;
import dev.kagzi.ChildRuns;
import dev.kagzi.TypeRef;
import dev.kagzi.WorkflowReference;
import dev.kagzi.WorkflowReference.ToContext;
import dev.kagzi.WorkflowReference.ToContextAndInput;
import dev.kagzi.WorkflowReference.ToInput;
import dev.kagzi.WorkflowReference.ToInputAndContext;
import dev.kagzi.WorkflowReference.ToNothing;
import dev.kagzi.WorkflowReference.VoidToContext;
import dev.kagzi.WorkflowReference.VoidToContextAndInput;
import dev.kagzi.WorkflowReference.VoidToInput;
import dev.kagzi.WorkflowReference.VoidToInputAndContext;
import dev.kagzi.WorkflowReference.VoidToNothing;
import dev.kagzi.definition.Names;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.worker.ChildCalls.ChildStart;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The part of the context that starts children: every form of naming a workflow comes down to one start. */
@SuppressWarnings("overloads")
abstract class ContextChildren implements ChildRuns {

    private final RunExecution execution;

    ContextChildren(RunExecution execution) {
        this.execution = execution;
    }

    RunExecution execution() {
        return execution;
    }

    @Override
    public <R extends @Nullable Object> R call(String workflow, @Nullable Object input, Class<R> type) {
        return start(workflow, input, type).result();
    }

    @Override
    public <R extends @Nullable Object> R call(String workflow, @Nullable Object input, TypeRef<R> type) {
        return start(workflow, input, type).result();
    }

    @Override
    public <R extends @Nullable Object> ChildRun<R> start(String workflow, @Nullable Object input, Class<R> type) {
        return named(workflow, input, type);
    }

    @Override
    public <R extends @Nullable Object> ChildRun<R> start(String workflow, @Nullable Object input, TypeRef<R> type) {
        return named(workflow, input, type.type());
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> R call(
            ToInputAndContext<W, I, R> workflow, I input) {
        return this.<R>referenced(workflow, input).result();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> R call(
            ToContextAndInput<W, I, R> workflow, I input) {
        return this.<R>referenced(workflow, input).result();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> R call(ToInput<W, I, R> workflow, I input) {
        return this.<R>referenced(workflow, input).result();
    }

    @Override
    public <W, R extends @Nullable Object> R call(ToContext<W, R> workflow) {
        return this.<R>referenced(workflow, null).result();
    }

    @Override
    public <W, R extends @Nullable Object> R call(ToNothing<W, R> workflow) {
        return this.<R>referenced(workflow, null).result();
    }

    @Override
    public <W, I extends @Nullable Object> void call(VoidToInputAndContext<W, I> workflow, I input) {
        this.<@Nullable Void>referenced(workflow, input).result();
    }

    @Override
    public <W, I extends @Nullable Object> void call(VoidToContextAndInput<W, I> workflow, I input) {
        this.<@Nullable Void>referenced(workflow, input).result();
    }

    @Override
    public <W, I extends @Nullable Object> void call(VoidToInput<W, I> workflow, I input) {
        this.<@Nullable Void>referenced(workflow, input).result();
    }

    @Override
    public <W> void call(VoidToContext<W> workflow) {
        this.<@Nullable Void>referenced(workflow, null).result();
    }

    @Override
    public <W> void call(VoidToNothing<W> workflow) {
        this.<@Nullable Void>referenced(workflow, null).result();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToInputAndContext<W, I, R> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToContextAndInput<W, I, R> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToInput<W, I, R> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, R extends @Nullable Object> ChildRun<R> start(ToContext<W, R> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public <W, R extends @Nullable Object> ChildRun<R> start(ToNothing<W, R> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(
            VoidToInputAndContext<W, I> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(
            VoidToContextAndInput<W, I> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(VoidToInput<W, I> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W> ChildRun<@Nullable Void> start(VoidToContext<W> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public <W> ChildRun<@Nullable Void> start(VoidToNothing<W> workflow) {
        return referenced(workflow, null);
    }

    private <R extends @Nullable Object> ChildRun<R> referenced(WorkflowReference reference, @Nullable Object input) {
        WorkflowDefinition workflow =
                execution.tools().application().workflows().referenced(reference);
        Type resultType = workflow.method().resultType();
        return start(new ChildStart(workflow.name(), input, workflow.method().inputType(), resultType));
    }

    private <R extends @Nullable Object> ChildRun<R> named(String workflow, @Nullable Object input, Type resultType) {
        return start(new ChildStart(Names.checked(workflow), input, Object.class, resultType));
    }

    private <R extends @Nullable Object> ChildRun<R> start(ChildStart start) {
        ChildCalls children =
                execution.current("start of child '" + start.workflow() + "'").children();
        return new ContextChild<>(execution, children.start(start));
    }
}
