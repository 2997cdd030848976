package dev.kagzi.worker;

import dev.kagzi.StepContext;
import dev.kagzi.protocol.StepKey;

/** One attempt of a step, as its body sees it. */
final class Attempt implements StepContext {

    private final HeldRun run;
    private final StepKey key;
    private final int number;
    private volatile boolean timedOut;

    Attempt(HeldRun run, StepKey key, int number) {
        this.run = run;
        this.key = key;
        this.number = number;
    }

    @Override
    public String runId() {
        return run.runId().toString();
    }

    @Override
    public int attempt() {
        return number;
    }

    @Override
    public String idempotencyKey() {
        return run.runId() + "/" + (key.branch() == null ? "" : key.branch() + "/") + key.name() + "#"
                + key.occurrence();
    }

    @Override
    public boolean isCancelled() {
        return timedOut || run.hasEnded() || run.isExpired();
    }

    void timedOut() {
        timedOut = true;
    }

    boolean hasTimedOut() {
        return timedOut;
    }

    StepKey key() {
        return key;
    }
}
