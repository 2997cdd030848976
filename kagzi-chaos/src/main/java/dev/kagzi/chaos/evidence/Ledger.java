package dev.kagzi.chaos.evidence;

import java.util.List;
import java.util.UUID;

/**
 * What the bodies wrote down themselves.
 *
 * @param stalls times in which a process, though not stopped by us, did not run
 */
public record Ledger(List<Execution> executions, List<Body> bodies, List<Sleep> sleeps, List<Stall> stalls) {

    public Ledger {
        executions = List.copyOf(executions);
        bodies = List.copyOf(bodies);
        sleeps = List.copyOf(sleeps);
        stalls = List.copyOf(stalls);
    }

    /**
     * A call of a sleep, in one execution, and its return if there was one.
     *
     * @param wokenNanos 0 when it did not return
     */
    public record Sleep(
            Execution execution,
            UUID run,
            String name,
            int occurrence,
            long millis,
            long calledNanos,
            long wokenNanos) {}

    /** A gap in a process's pulse. */
    public record Stall(String process, long fromNanos, long toNanos) {}
}
