package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import org.jspecify.annotations.Nullable;

/**
 * Why the execution of a run has ended before its code returned.
 *
 * @param reason for people
 * @param report what the server is told once the code has left; nothing when the claim is not ours any more
 */
record Ending(String reason, @Nullable Report report) {

    static Ending lost(String reason) {
        return new Ending(reason, null);
    }

    static Ending waiting(ClaimedRun run) {
        return new Ending("it waits", new Report.Waiting(run.runId(), run.leaseToken()));
    }

    static Ending released(ClaimedRun run) {
        return new Ending("the worker drains", new Report.Released(run.runId(), run.leaseToken()));
    }

    static Ending needsAttention(ClaimedRun run, Failure failure) {
        return new Ending("it needs attention", new Report.NeedsAttention(run.runId(), run.leaseToken(), failure));
    }

    /** Where a run is being undone, somebody has to look: what is left to be undone would be left out otherwise. */
    static Ending failed(ClaimedRun run, Failure failure) {
        return run.ending() != null
                ? needsAttention(run, failure)
                : new Ending("it failed", new Report.RunFailed(run.runId(), run.leaseToken(), failure));
    }
}
