package dev.kagzi.worker;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An execution that happens once, whoever stands around it and however often its outcome is asked for. */
final class SingleExecution implements Supplier<RunOutcome> {

    private final Supplier<RunOutcome> execution;
    private boolean entered;
    private @Nullable RunOutcome outcome;

    SingleExecution(Supplier<RunOutcome> execution) {
        this.execution = execution;
    }

    /** Whether the execution itself threw. */
    boolean hasFailed() {
        return entered && outcome == null;
    }

    @Override
    public RunOutcome get() {
        RunOutcome known = outcome;
        if (known == null) {
            if (entered) {
                throw new IllegalStateException("The execution has no outcome: it threw.");
            }
            entered = true;
            known = execution.get();
            outcome = known;
        }
        return known;
    }
}
