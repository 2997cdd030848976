package dev.kagzi.worker;

import java.util.function.Supplier;

/** Stands around the execution of a run. Made by auto-configuration; applications have {@link RunListener}. */
@FunctionalInterface
public interface RunAround {

    /** Has to execute the run once, and to return its outcome. */
    RunOutcome execute(ExecutedRun run, Supplier<RunOutcome> execution);
}
