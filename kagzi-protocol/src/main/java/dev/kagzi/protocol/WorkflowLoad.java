package dev.kagzi.protocol;

/**
 * What there is to do for a workflow: made for autoscalers. Each number is counted up to 100,000.
 *
 * @param pending runs that a worker could claim now; those whose start time has not come do not count
 * @param running runs that a worker holds
 * @param waiting runs that sleep or wait for the next attempt of a step
 * @param needsAttention runs that a person has to look at
 * @param oldestPendingSeconds how long the first runs in line have been claimable at most; 0 when none is
 */
public record WorkflowLoad(
        String workflow, int pending, int running, int waiting, int needsAttention, double oldestPendingSeconds) {}
