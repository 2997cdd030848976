package dev.kagzi.worker;

import dev.kagzi.NotInRunException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets calls of a branch's own code through: outside the bodies of steps, and while the execution goes on. */
final class CallGate {

    private final BranchExecution branch;
    private final StepAttempts attempts;
    private final Interrupts interrupts;

    CallGate(BranchExecution branch, StepAttempts attempts, Interrupts interrupts) {
        this.branch = branch;
        this.attempts = attempts;
        this.interrupts = interrupts;
    }

    /**
     * Makes a call, which nothing interrupts.
     *
     * @param what is called, for messages
     * @throws NotInRunException inside the body of a step
     * @throws Unwinding once the execution has ended
     */
    <T extends @Nullable Object> T pass(String what, Supplier<T> call) {
        if (attempts.isOpen()) {
            throw new NotInRunException("The " + what + " was called inside the body of a step of run "
                    + branch.run().runId() + ". Call it from the workflow's own code, before or after the step.");
        }
        interrupts.forbid();
        try {
            branch.checkpoint();
            return call.get();
        } finally {
            interrupts.allow(null);
        }
    }
}
