package dev.kagzi.worker;

import dev.kagzi.protocol.worker.ClaimedRun;
import org.jspecify.annotations.Nullable;

/**
 * A run while this worker executes it.
 *
 * @param namespace the application's namespace
 * @param workflow name of its workflow
 * @param version version of its workflow
 * @param runId its identity
 * @param id the caller's id, if the start had one
 * @param attempt from 1; rises with every retry of the run
 * @param claim from 1; rises each time a worker is given the run
 * @param traceparent the span it was started in, as W3C Trace Context writes it; absent where nobody said one
 */
public record ExecutedRun(
        String namespace,
        String workflow,
        int version,
        String runId,
        @Nullable String id,
        int attempt,
        long claim,
        @Nullable String traceparent) {

    static ExecutedRun of(String namespace, ClaimedRun claim) {
        return new ExecutedRun(
                namespace,
                claim.workflow(),
                claim.version(),
                claim.runId().toString(),
                claim.id(),
                claim.attempt(),
                claim.claim(),
                claim.traceparent());
    }
}
