package dev.kagzi;

/** The body of a step that has no result. */
@FunctionalInterface
public interface ThrowingRunnable {

    /** Runs the body; whatever it throws fails the attempt. */
    void run() throws Exception;
}
