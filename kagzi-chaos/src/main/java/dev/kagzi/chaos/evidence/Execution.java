package dev.kagzi.chaos.evidence;

import java.util.UUID;

/**
 * One pass of a process through a workflow method.
 *
 * @param process name of the worker process
 * @param number unique within the process
 * @param runAttempt attempt of the run, from 1
 */
public record Execution(String process, long number, UUID run, int runAttempt, long enteredNanos) {

    @Override
    public String toString() {
        return process + "/" + number;
    }
}
