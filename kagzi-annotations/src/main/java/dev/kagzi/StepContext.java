package dev.kagzi;

/** What the body of a step can ask about the attempt it is. */
public interface StepContext {

    /**
     * The attempt being executed on this thread.
     *
     * @throws NotInRunException outside the body of a step
     */
    static StepContext current() {
        return StepContextHolder.required();
    }

    /** Identity of the run. */
    String runId();

    /** Attempt of the step, from 1. Only failed bodies use attempts up; crashes and drains do not. */
    int attempt();

    /**
     * A key that is the same over all attempts and crashes of this step and of no other: hand it to services that recognise a
     * repeated request.
     */
    String idempotencyKey();

    /** Whether nobody waits for the outcome any more: the run was cancelled, its lease lost, or the attempt timed out. */
    boolean isCancelled();
}
