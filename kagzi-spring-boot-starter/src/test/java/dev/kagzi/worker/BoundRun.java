package dev.kagzi.worker;

/** Lets tests of other packages execute code as if a run did. */
public final class BoundRun {

    private BoundRun() {}

    public static void execute(RunScope run, Runnable code) {
        RunScope outer = CurrentRun.bind(run);
        try {
            code.run();
        } finally {
            CurrentRun.bind(outer);
        }
    }
}
