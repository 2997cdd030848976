package dev.kagzi.protocol;

/**
 * What there is to do for a workflow: made for autoscalers. Each number is counted up to 100,000.
 *
 * @param pending runs in line, also those that a limit holds back; those whose start time has not come do not count
 * @param running runs that a worker holds
 * @param waiting runs that sleep or wait for the next attempt of a step
 * @param needsAttention runs that a person has to look at
 * @param oldestPendingSeconds how long the run that has waited longest has been in line; 0 when there is none
 */
public record WorkflowLoad(
        String workflow, int pending, int running, int waiting, int needsAttention, double oldestPendingSeconds) {}
