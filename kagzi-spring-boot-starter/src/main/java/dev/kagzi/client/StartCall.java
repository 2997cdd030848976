package dev.kagzi.client;

import dev.kagzi.TypeRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run being described; {@link #send()} starts it. Durations are written as {@code 30s}, {@code 10m}, {@code 1d} or {@code PT1H30M}; a
 * number without a unit is an {@link IllegalArgumentException}. All other values are checked by the server.
 *
 * @param <T> type of the run's result
 */
public interface StartCall<T extends @Nullable Object> {

    /**
     * Idempotency key, unique per namespace and workflow as long as the run is kept: a second start with it gives the first run.
     * Default: none.
     */
    StartCall<T> id(String id);

    /** The run is not claimed before this time has passed. Not together with {@link #startAt}. Default: at once. */
    StartCall<T> delay(String delay);

    /** The run is not claimed before this time has passed. Not together with {@link #startAt}. Default: at once. */
    StartCall<T> delay(Duration delay);

    /** The run is not claimed before this instant. Not together with {@code delay}. Default: at once. */
    StartCall<T> startAt(Instant startAt);

    /** Higher is claimed first. Default: 0. */
    StartCall<T> priority(int priority);

    /** Adds a tag, by which the run can be found. */
    StartCall<T> tag(String name, String value);

    /** Deadline of the run, waiting included, in place of the workflow's own. */
    StartCall<T> timeout(String timeout);

    /** Deadline of the run, waiting included, in place of the workflow's own. */
    StartCall<T> timeout(Duration timeout);

    /** Version of the workflow, from 1. Default: the highest that a live worker offers when the run is first claimed. */
    StartCall<T> version(int version);

    /** Attempts of each of the run's steps, the first one included, in place of what annotations and properties say. */
    StartCall<T> maxAttempts(int maxAttempts);

    /**
     * The value that the limits of the workflow go by, where a {@code PayloadCodec} keeps the server from reading it in the input and the
     * workflow belongs to another application; at most 255 characters. Default: what the input has there, for workflows of this
     * application.
     */
    StartCall<T> concurrencyKey(String value);

    /** Starts anew when the run with the same {@link #id} is finished. Default: that run is given. */
    StartCall<T> restartIfFinished();

    /** Starts the run at once, also inside a transaction: roll back, and it is still there. Default: after the commit. */
    StartCall<T> immediately();

    /** Reads the result as this type. A start by method reference has the type of the method. */
    <U extends @Nullable Object> StartCall<U> returns(Class<U> type);

    /** Reads the result as this type, generics included. */
    <U extends @Nullable Object> StartCall<U> returns(TypeRef<U> type);

    /**
     * Starts the run and returns as soon as the server has stored it. The identity of the run is made here, so that a
     * request repeated after a lost answer never starts a second run.
     *
     * <p>Inside a Spring transaction it returns at once: the run is started after the commit, and never after a rollback. The {@link
     * Run#runId()} is known, everything else of the run can be asked for after the commit only. What keeps the start until the server has
     * it is a queue in memory, or with {@code kagzi.outbox: jdbc} a row that the same transaction writes. What the server refuses then is
     * logged as an error.
     *
     * @throws IdConflictException when the id is taken by a run with another input
     * @throws WorkflowUnknownException when no worker has ever offered the workflow in the namespace; for a workflow that this
     *     application declares, only after about ten seconds, because its own worker may be about to offer it
     * @throws RequestRefusedException when the server does not accept a value
     * @throws OutboxFullException inside a transaction, when too much waits to be sent already
     * @throws ServerUnavailableException when the server could not be reached; whether it has started the run is then unknown. Sending the same start again, with an id, is safe
     * @throws dev.kagzi.KagziException when the input cannot be written as JSON
     */
    Run<T> send();
}
