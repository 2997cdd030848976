package dev.kagzi.protocol.worker;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a worker has to say about a run it holds. Its type comes first, so that who reads it knows at once what it is. */
@JsonPropertyOrder("type")
public sealed interface Report {

    UUID runId();

    String leaseToken();

    /** The name under which the report travels. */
    @JsonProperty("type")
    default String type() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** A report about one step. */
    sealed interface OfStep extends Report {
        StepKey step();

        int position();
    }

    /** An attempt has begun. Best effort: nothing depends on it. */
    record StepStarted(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            StepKind kind,
            @JsonAlias("inputEncoded") @Nullable Payload input,
            int attempt,
            @Nullable Instant startedAt)
            implements OfStep {}

    /**
     * A step has its result.
     *
     * @param compensable whether it can be undone: from then on the run ends through its compensations unless it completes
     */
    record StepCompleted(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            StepKind kind,
            @JsonAlias("inputEncoded") @Nullable Payload input,
            @JsonAlias("outputEncoded") @Nullable Payload output,
            int attempts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Boolean compensable)
            implements OfStep {}

    /**
     * An attempt has failed.
     *
     * @param retryIn pause until the next attempt, an open wait; absent when the failure is final
     */
    record StepFailed(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            StepKind kind,
            @JsonAlias("inputEncoded") @Nullable Payload input,
            Failure failure,
            int attempts,
            @Nullable Duration retryIn,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt)
            implements OfStep {}

    /** An open wait until {@code duration} has passed by the database's clock, or until an instant: one of the two. */
    record SleepStarted(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            @Nullable Duration duration,
            @Nullable Instant until)
            implements OfStep {}

    /**
     * An open wait for the next event of a channel.
     *
     * @param key absent for events without one
     * @param timeout how long it waits at most; without bound when absent
     */
    record WaitStarted(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            String event,
            @Nullable String key,
            @Nullable Duration timeout)
            implements OfStep {}

    /**
     * Starts a child run, once; its outcome is an open wait.
     *
     * @param id the child's idempotency key
     * @param childRunId identity of the child made by the worker, a UUIDv7
     * @param inputHash as for a start; required with an encoded input
     * @param concurrencyKey as for a start
     */
    record ChildStarted(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            String workflow,
            @JsonAlias("inputEncoded") @Nullable Payload input,
            @Nullable String id,
            @Nullable UUID childRunId,
            @Nullable String inputHash,
            @Nullable String concurrencyKey)
            implements OfStep {}

    /**
     * Emits an event, once.
     *
     * @param eventId identity of the event made by the worker
     */
    record EventEmitted(
            UUID runId,
            String leaseToken,
            StepKey step,
            int position,
            String event,
            @Nullable String key,
            @JsonAlias("dataEncoded") @Nullable Payload data,
            @Nullable UUID eventId)
            implements OfStep {}

    /** The worker lets the run go until the first of its open waits resolves. */
    record Waiting(UUID runId, String leaseToken) implements Report {}

    /** Progress to show, or tags to set. */
    record Progressed(
            UUID runId,
            String leaseToken,
            @JsonAlias("progressEncoded") @Nullable Payload progress,
            @Nullable Map<String, String> tags)
            implements Report {}

    /** The run has its result; under a claim with {@code ending}, its compensations are done. */
    record RunCompleted(
            UUID runId,
            String leaseToken,
            @JsonAlias("outputEncoded") @Nullable Payload output) implements Report {}

    record RunFailed(UUID runId, String leaseToken, Failure failure) implements Report {}

    /** History and code disagree; the failure names both sides. */
    record NeedsAttention(UUID runId, String leaseToken, Failure failure) implements Report {}

    /** The worker gives the run back without having ended it. */
    record Released(UUID runId, String leaseToken) implements Report {}
}
