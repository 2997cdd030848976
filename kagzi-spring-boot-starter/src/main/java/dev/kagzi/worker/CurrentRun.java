package dev.kagzi.worker;

import org.jspecify.annotations.Nullable;

/** Binds a run to the threads that execute it. */
final class CurrentRun {

    private static final ThreadLocal<RunScope> CURRENT = new ThreadLocal<>();

    private CurrentRun() {}

    static @Nullable RunScope get() {
        return CURRENT.get();
    }

    /** Binds {@code run}, or unbinds with {@code null}, and gives what was bound before. */
    static @Nullable RunScope bind(@Nullable RunScope run) {
        RunScope before = CURRENT.get();
        if (run == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(run);
        }
        return before;
    }
}
