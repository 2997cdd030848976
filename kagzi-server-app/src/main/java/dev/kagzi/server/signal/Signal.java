package dev.kagzi.server.signal;

import java.time.Instant;
import java.util.UUID;

/** Something that has been committed and that somebody may be waiting for. */
public sealed interface Signal {

    /** A run of this workflow can be claimed. {@code workflow} is the name the run is stored under. */
    record RunClaimable(UUID namespaceId, String workflow) implements Signal {}

    /** A run has another status. */
    record RunChanged(UUID namespaceId, UUID runId) implements Signal {}

    /** Something is due at this instant of the database's clock. */
    record RunDue(Instant dueAt) implements Signal {}

    /** Places of limited workflows may be free, or are going to be. */
    record PlacesDue() implements Signal {}

    /** Limits were changed, and open runs have to be brought under them. */
    record LimitsChanged() implements Signal {}

    /** A claim was ended by somebody other than its worker; of one that expired the worker knows by its own clock. */
    record ClaimEnded(UUID namespaceId, UUID workerId, UUID runId, long claim) implements Signal {}

    /** An open wait of a run that its worker kept has resolved. */
    record WaitResolved(UUID namespaceId, UUID workerId, UUID runId) implements Signal {}

    /** A run has finished whose outcome another run waits for. */
    record OutcomeAwaited(UUID namespaceId) implements Signal {}

    /** A worker was asked to take nothing more. */
    record WorkerDraining(UUID namespaceId, UUID workerId) implements Signal {}

    /** Namespaces were disabled or enabled. */
    record NamespacesChanged() implements Signal {}

    /** Keys were made, rotated or revoked. */
    record KeysChanged() implements Signal {}

    /** Workflows were declared. */
    record WorkflowsChanged(UUID namespaceId) implements Signal {}
}
