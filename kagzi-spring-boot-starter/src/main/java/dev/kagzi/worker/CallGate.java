package dev.kagzi.worker;

import dev.kagzi.NotInRunException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets calls of a run's own code through: on the run's thread, outside the bodies of steps, and while the execution goes on. */
final class CallGate {

    private final HeldRun run;
    private final RunScope scope;
    private final StepAttempts attempts;

    CallGate(HeldRun run, RunScope scope, StepAttempts attempts) {
        this.run = run;
        this.scope = scope;
        this.attempts = attempts;
    }

    /**
     * Makes a call, which nothing interrupts.
     *
     * @param what is called, for messages
     * @throws NotInRunException outside the run's own code
     * @throws Unwinding once the execution has ended
     */
    <T extends @Nullable Object> T pass(String what, Supplier<T> call) {
        requireOwnCode(what);
        run.interrupts().forbid();
        try {
            run.checkpoint();
            return call.get();
        } finally {
            run.interrupts().allow(null);
        }
    }

    private void requireOwnCode(String what) {
        if (CurrentRun.get() != scope) {
            throw new NotInRunException("The " + what + " was called outside of run " + run.runId()
                    + ". A WorkflowContext belongs to the thread of its run: call it from the workflow's own code, not from other"
                    + " threads or parallel streams.");
        }
        if (attempts.isOpen()) {
            throw new NotInRunException("The " + what + " was called inside the body of a step of run " + run.runId()
                    + ". Call it from the workflow's own code, before or after the step.");
        }
    }
}
