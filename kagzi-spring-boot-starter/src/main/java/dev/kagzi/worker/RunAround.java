package dev.kagzi.worker;

import java.util.function.Supplier;

/** Stands around the execution of a run. Made by auto-configuration; applications have {@link RunListener}. */
@FunctionalInterface
public interface RunAround {

    /** Has to execute the run once, and to return its outcome. Where it does not, or throws, the run is executed without it. */
    RunOutcome execute(ExecutedRun run, Supplier<RunOutcome> execution);
}
