package dev.kagzi.client;

import dev.kagzi.TypeRef;
import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run, as seen from outside. Only {@link #runId()}, {@link #workflow()} and {@link #id()} are known here; everything else asks the server each time.
 *
 * <p>A run that was sent inside a transaction cannot be asked for anything else before the commit: all other methods throw {@link
 * RunNotStartedException} then, and after a rollback. After the commit they wait until the server has it.
 *
 * @param <T> type of the result
 */
public interface Run<T extends @Nullable Object> {

    /**
     * Identity of the run: a UUIDv7. Of a run that was sent inside a transaction it is the one that the run gets, unless its id turns out
     * to be taken by an earlier run, which it is then.
     */
    String runId();

    /** Name of the workflow. */
    String workflow();

    /** The caller's idempotency key, or {@code null} when the start had none. */
    @Nullable String id();

    /** Where the run stands now. */
    RunStatus status();

    /**
     * Waits until the run is finished and gives its result. The wait has no bound: it outlasts restarts of the server, and a run that needs
     * attention is waited for until somebody has attended to it. A thread that is interrupted stops waiting with a {@link
     * dev.kagzi.KagziException} and stays interrupted.
     *
     * @return the result; {@code null} only when the workflow returned it
     * @throws RunFailedException when the run failed
     * @throws RunCancelledException when it was cancelled
     * @throws dev.kagzi.serialization.PayloadException when the result does not fit the type, or no codec here can decode it
     */
    T result();

    /**
     * As {@link #result()}, for at most this time.
     *
     * @param wait zero or less looks once, without waiting
     * @throws TimeoutException when the run is not finished by then; it goes on
     * @throws ServerUnavailableException when the server could not be asked whether it is
     */
    T result(Duration wait);

    /**
     * Cancels the run. A step that is being executed is interrupted, nothing of the run is executed any more but its compensations:
     * where it has completed steps that can be undone, they are, and then the run is {@code CANCELLED}.
     *
     * @return the status now: {@code CANCELLED}, {@code PENDING} while it is to be undone, or that in which the run had finished before
     */
    RunStatus cancel();

    /** As {@link #cancel()}, with a reason for people. */
    RunStatus cancel(String reason);

    /** Cancels the run at once: what it has done is not undone. */
    RunStatus forceCancel(String reason);

    /**
     * Lets a run that failed or needs attention go on from where it stopped: what is recorded stays, the failed step is
     * open again. Repeated while the server cannot be reached: it answers a repeated request as it answered the first, and the run is
     * retried once.
     *
     * @return this run
     * @throws RunNotRetryableException when its status allows none; after an outage of the server's database also when a request before has
     *     retried the run
     * @throws ServerUnavailableException when the server could not be reached; whether it has retried the run is then unknown: ask for
     *     its {@link #status()}
     */
    Run<T> retry();

    /**
     * Starts a new run of the same workflow with the same input, from the beginning. Repeated while the server cannot be
     * reached: the identity of the new run is made here, so that one call makes one run.
     *
     * @return the new run
     * @throws ServerUnavailableException when the server could not be reached; whether it has started the run is then unknown
     */
    Run<T> restart();

    /** The same run, with its result read as this type. */
    <U extends @Nullable Object> Run<U> returns(Class<U> type);

    /** The same run, with its result read as this type, generics included. */
    <U extends @Nullable Object> Run<U> returns(TypeRef<U> type);
}
