package dev.kagzi.chaos.evidence;

import org.jspecify.annotations.Nullable;

/**
 * One execution of a step's body.
 *
 * @param order place in the ledger of its process
 * @param ending absent when the process died first
 */
public record Body(
        Execution execution,
        StepRef step,
        int attempt,
        String idempotencyKey,
        long order,
        long startedNanos,
        @Nullable Ending ending) {

    /** How a body left. */
    public enum Outcome {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }

    /**
     * The end of a body.
     *
     * @param value the result, or the failure's message
     */
    public record Ending(long nanos, Outcome outcome, String value) {}

    public boolean ended(Outcome outcome) {
        return ending != null && ending.outcome() == outcome;
    }

    @Override
    public String toString() {
        return step + " attempt " + attempt + " in " + execution;
    }
}
