package dev.kagzi.worker;

import dev.kagzi.serialization.PayloadMapper;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * What every execution of a run works with.
 *
 * @param holdThreshold longest wait for which a run keeps its thread
 * @param drain whether the worker drains
 * @param random from 0 to 1, for jitter
 * @param namespace the application's
 * @param extensions what others have hung in
 */
record ExecutionTools(
        PayloadMapper mapper,
        WorkerClock clock,
        ReportBatcher batcher,
        Duration holdThreshold,
        Drain drain,
        DoubleSupplier random,
        String namespace,
        WorkerExtensions extensions) {}
