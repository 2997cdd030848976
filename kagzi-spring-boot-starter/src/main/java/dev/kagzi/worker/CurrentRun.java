package dev.kagzi.worker;

import org.jspecify.annotations.Nullable;

/** Binds the run to the thread that executes it. */
final class CurrentRun {

    private static final ThreadLocal<RunScope> CURRENT = new ThreadLocal<>();

    private CurrentRun() {}

    static @Nullable RunScope get() {
        return CURRENT.get();
    }

    static void bind(RunScope run) {
        CURRENT.set(run);
    }

    static void unbind() {
        CURRENT.remove();
    }
}
