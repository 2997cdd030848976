package dev.kagzi.worker;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Stands around the execution of a run. Made by auto-configuration; applications have {@link RunListener}. */
@FunctionalInterface
public interface RunAround {

    /** Has to execute the run once, and to return its outcome. Where it does not, or throws, the run is executed without it. */
    RunOutcome execute(ExecutedRun run, Supplier<RunOutcome> execution);

    /**
     * What of the run's thread the threads of its branches need as well. Asked inside of {@link #execute}; the answer is put around
     * whatever a branch executes, which it has to run once.
     */
    default UnaryOperator<Runnable> carriedByBranches() {
        return UnaryOperator.identity();
    }
}
