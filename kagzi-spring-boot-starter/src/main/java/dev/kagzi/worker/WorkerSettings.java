package dev.kagzi.worker;

import java.time.Duration;
import java.util.List;

/**
 * How much a worker does at once, and how it stops.
 *
 * @param concurrency runs at once, and without virtual threads branches that execute at once, at least 1 ({@code
 *     kagzi.worker.concurrency})
 * @param workflows names of the workflows it takes; empty means all ({@code kagzi.worker.workflows})
 * @param drainTimeout how long open bodies may go on when the application stops ({@code kagzi.worker.drain-timeout})
 * @param holdThreshold longest wait for which a run keeps its thread ({@code kagzi.worker.hold-threshold})
 */
public record WorkerSettings(int concurrency, List<String> workflows, Duration drainTimeout, Duration holdThreshold) {

    public WorkerSettings {
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "kagzi.worker.concurrency is " + concurrency + "; a worker takes at least 1 run");
        }
        requireNotNegative("kagzi.worker.drain-timeout", drainTimeout);
        requireNotNegative("kagzi.worker.hold-threshold", holdThreshold);
        workflows = List.copyOf(workflows);
    }

    private static void requireNotNegative(String property, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(property + " is " + value + "; it must not be negative");
        }
    }
}
