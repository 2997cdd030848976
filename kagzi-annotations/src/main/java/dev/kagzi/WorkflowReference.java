package dev.kagzi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A reference to the method of a workflow, such as {@code OrderWorkflow::process}. Users write the reference and never meet these
 * types; there is one for each form that a workflow's method can have. They are serializable, because a serializable
 * reference can say what it refers to.
 */
public sealed interface WorkflowReference extends Serializable {

    /** {@code R process(I, WorkflowContext)}. */
    @FunctionalInterface
    non-sealed interface ToInputAndContext<W, I extends @Nullable Object, R extends @Nullable Object>
            extends WorkflowReference {
        R call(W workflow, I input, WorkflowContext context) throws Exception;
    }

    /** {@code R process(WorkflowContext, I)}. */
    @FunctionalInterface
    non-sealed interface ToContextAndInput<W, I extends @Nullable Object, R extends @Nullable Object>
            extends WorkflowReference {
        R call(W workflow, WorkflowContext context, I input) throws Exception;
    }

    /** {@code R process(I)}. */
    @FunctionalInterface
    non-sealed interface ToInput<W, I extends @Nullable Object, R extends @Nullable Object> extends WorkflowReference {
        R call(W workflow, I input) throws Exception;
    }

    /** {@code R process(WorkflowContext)}. */
    @FunctionalInterface
    non-sealed interface ToContext<W, R extends @Nullable Object> extends WorkflowReference {
        R call(W workflow, WorkflowContext context) throws Exception;
    }

    /** {@code R process()}. */
    @FunctionalInterface
    non-sealed interface ToNothing<W, R extends @Nullable Object> extends WorkflowReference {
        R call(W workflow) throws Exception;
    }

    /** {@code void process(I, WorkflowContext)}. */
    @FunctionalInterface
    non-sealed interface VoidToInputAndContext<W, I extends @Nullable Object> extends WorkflowReference {
        void call(W workflow, I input, WorkflowContext context) throws Exception;
    }

    /** {@code void process(WorkflowContext, I)}. */
    @FunctionalInterface
    non-sealed interface VoidToContextAndInput<W, I extends @Nullable Object> extends WorkflowReference {
        void call(W workflow, WorkflowContext context, I input) throws Exception;
    }

    /** {@code void process(I)}. */
    @FunctionalInterface
    non-sealed interface VoidToInput<W, I extends @Nullable Object> extends WorkflowReference {
        void call(W workflow, I input) throws Exception;
    }

    /** {@code void process(WorkflowContext)}. */
    @FunctionalInterface
    non-sealed interface VoidToContext<W> extends WorkflowReference {
        void call(W workflow, WorkflowContext context) throws Exception;
    }

    /** {@code void process()}. */
    @FunctionalInterface
    non-sealed interface VoidToNothing<W> extends WorkflowReference {
        void call(W workflow) throws Exception;
    }
}
