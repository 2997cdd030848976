package dev.kagzi;

import org.jspecify.annotations.Nullable;

/** Binds the {@link StepContext} to the thread that executes a step's body. For Kagzi's own worker, not for applications. */
public final class StepContextHolder {

    private static final ThreadLocal<StepContext> CURRENT = new ThreadLocal<>();

    private StepContextHolder() {}

    /** The attempt on this thread, or {@code null} outside a step's body. */
    public static @Nullable StepContext get() {
        return CURRENT.get();
    }

    /** Binds {@code context}, or unbinds with {@code null}. */
    public static void set(@Nullable StepContext context) {
        if (context == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(context);
        }
    }

    static StepContext required() {
        StepContext context = CURRENT.get();
        if (context == null) {
            throw new NotInRunException("StepContext.current() was called outside the body of a step. Call it on the"
                    + " thread that executes the step, and hand its values to other threads as arguments.");
        }
        return context;
    }
}
