package dev.kagzi;

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
import org.jspecify.annotations.Nullable;

/**
 * Runs that a run starts and waits for. A child is started once, however often its parent is replayed, and its outcome is seen once.
 * It may belong to another application; it has a history, retries and a deadline of its own. Cancelling the parent cancels its
 * children.
 *
 * <p>{@code call} starts a child and waits for its result; {@code start} only starts it, and {@link ChildRun#result()} waits. The
 * workflow is named by a reference to its method, as with the client, or by its name. A reference to a method that is overloaded, by a
 * step of the same name for example, is ambiguous for the compiler. What can go wrong with a child is a {@link ChildFailedException}
 * where its result is asked for.
 */
@SuppressWarnings("overloads")
public interface ChildRuns {

    /** Starts a child of the workflow of this name or alias, and waits for its result. */
    <R extends @Nullable Object> R call(String workflow, @Nullable Object input, Class<R> type);

    /** As {@link #call(String, Object, Class)}, for generic types. */
    <R extends @Nullable Object> R call(String workflow, @Nullable Object input, TypeRef<R> type);

    /** Starts a child of the workflow of this name or alias. */
    <R extends @Nullable Object> ChildRun<R> start(String workflow, @Nullable Object input, Class<R> type);

    /** As {@link #start(String, Object, Class)}, for generic types. */
    <R extends @Nullable Object> ChildRun<R> start(String workflow, @Nullable Object input, TypeRef<R> type);

    /** Starts a child of the workflow whose method takes an input and a context, and waits for its result. */
    <W, I extends @Nullable Object, R extends @Nullable Object> R call(ToInputAndContext<W, I, R> workflow, I input);

    /** Starts a child of the workflow whose method takes a context and an input, and waits for its result. */
    <W, I extends @Nullable Object, R extends @Nullable Object> R call(ToContextAndInput<W, I, R> workflow, I input);

    /** Starts a child of the workflow whose method takes an input, and waits for its result. */
    <W, I extends @Nullable Object, R extends @Nullable Object> R call(ToInput<W, I, R> workflow, I input);

    /** Starts a child of the workflow whose method takes a context, and waits for its result. */
    <W, R extends @Nullable Object> R call(ToContext<W, R> workflow);

    /** Starts a child of the workflow whose method takes nothing, and waits for its result. */
    <W, R extends @Nullable Object> R call(ToNothing<W, R> workflow);

    /** Starts a child of the workflow whose method takes an input and a context and has no result, and waits for its end. */
    <W, I extends @Nullable Object> void call(VoidToInputAndContext<W, I> workflow, I input);

    /** Starts a child of the workflow whose method takes a context and an input and has no result, and waits for its end. */
    <W, I extends @Nullable Object> void call(VoidToContextAndInput<W, I> workflow, I input);

    /** Starts a child of the workflow whose method takes an input and has no result, and waits for its end. */
    <W, I extends @Nullable Object> void call(VoidToInput<W, I> workflow, I input);

    /** Starts a child of the workflow whose method takes a context and has no result, and waits for its end. */
    <W> void call(VoidToContext<W> workflow);

    /** Starts a child of the workflow whose method takes nothing and has no result, and waits for its end. */
    <W> void call(VoidToNothing<W> workflow);

    /** Starts a child of the workflow whose method takes an input and a context. */
    <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToInputAndContext<W, I, R> workflow, I input);

    /** Starts a child of the workflow whose method takes a context and an input. */
    <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToContextAndInput<W, I, R> workflow, I input);

    /** Starts a child of the workflow whose method takes an input. */
    <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(ToInput<W, I, R> workflow, I input);

    /** Starts a child of the workflow whose method takes a context. */
    <W, R extends @Nullable Object> ChildRun<R> start(ToContext<W, R> workflow);

    /** Starts a child of the workflow whose method takes nothing. */
    <W, R extends @Nullable Object> ChildRun<R> start(ToNothing<W, R> workflow);

    /** Starts a child of the workflow whose method takes an input and a context and has no result. */
    <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(VoidToInputAndContext<W, I> workflow, I input);

    /** Starts a child of the workflow whose method takes a context and an input and has no result. */
    <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(VoidToContextAndInput<W, I> workflow, I input);

    /** Starts a child of the workflow whose method takes an input and has no result. */
    <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(VoidToInput<W, I> workflow, I input);

    /** Starts a child of the workflow whose method takes a context and has no result. */
    <W> ChildRun<@Nullable Void> start(VoidToContext<W> workflow);

    /** Starts a child of the workflow whose method takes nothing and has no result. */
    <W> ChildRun<@Nullable Void> start(VoidToNothing<W> workflow);
}
