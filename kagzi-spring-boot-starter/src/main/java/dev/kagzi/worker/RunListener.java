package dev.kagzi.worker;

/**
 * Hears what this worker does with runs: for logs, counters and caches. Best effort: a worker that is killed tells nobody, a run that
 * is executed again is told again, and what a listener throws is logged and changes nothing. What has to happen is a step.
 *
 * <p>It is called on the thread of the run, which waits for it.
 */
public interface RunListener {

    /** The worker begins to execute the run: for the first time, after a wait, or after a crash. */
    default void onExecutionStarted(ExecutedRun run) {}

    /** The worker has stopped executing the run. The outcome is durable, unless it was dropped. */
    default void onExecutionEnded(ExecutedRun run, RunOutcome outcome) {}
}
