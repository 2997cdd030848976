package dev.kagzi.server.run;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Workers that wait for runs: a new run goes to one of them in the transaction that stores it. */
public interface WaitingWorkers {

    /**
     * Finds a worker that waits for runs of any of these workflows, and locks its session. To be called in a transaction, before
     * that locks anything else.
     *
     * @param now the time of the transaction
     * @param begunNanos {@link System#nanoTime()} before that was read
     */
    Optional<Waiting> find(UUID namespaceId, Set<String> workflows, Instant now, long begunNanos);

    /** A worker with free places. */
    interface Waiting {

        /** The claim that a run is to be stored with, taking a place; empty when the worker does not take it. */
        Optional<FirstClaim> claim(NewRun run);

        /** These have been stored with the claims they were given: the worker gets them once the transaction has committed. */
        void handOver(Collection<NewRun> runs);
    }

    /**
     * The first claim of a run.
     *
     * @param version version of its workflow it is executed with
     */
    record FirstClaim(UUID workerId, long requestId, int version, UUID leaseToken, Instant leaseExpiresAt) {}
}
