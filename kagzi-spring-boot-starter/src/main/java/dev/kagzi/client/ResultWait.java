package dev.kagzi.client;

import dev.kagzi.KagziException;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Waits for the end of a run in slices, so that neither a restart of the server nor a connection cut in between ends the wait. A
 * thread that reads from a connection cannot be interrupted; the one that waits for the result can, because another one reads.
 */
final class ResultWait {

    private static final Duration SLICE = Duration.ofSeconds(30);
    /** How much later than asked for an answer may arrive before the server counts as away. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final RunsApi runs;
    private final AsyncTaskExecutor readers;
    private final Patience patience;
    private final Pauses pauses;

    ResultWait(RunsApi runs, AsyncTaskExecutor readers, Patience patience, Pauses pauses) {
        this.runs = runs;
        this.readers = readers;
        this.patience = patience;
        this.pauses = pauses;
    }

    /** The run, finished. */
    RunSnapshot finished(UUID runId, Deadline deadline) {
        String what = "Waiting for the result of run '" + runId + "'";
        Duration pause = patience.firstPause();
        while (true) {
            Slice slice = ask(what, runId, deadline.leftAtMost(SLICE));
            if (slice.run() != null && slice.run().status().isFinal()) {
                return slice.run();
            }
            if (deadline.isPast() || !pauses.await(what, deadline.leftAtMost(pause))) {
                throw slice.unfinished(what);
            }
            pause = slice.run() == null ? patience.pauseAfter(pause) : patience.firstPause();
        }
    }

    private Slice ask(String what, UUID runId, Duration wait) {
        try {
            return new Slice(interruptibly(what, runId, wait), null);
        } catch (ServerUnreachableException e) {
            return new Slice(null, e);
        } catch (ServerProblemException e) {
            if (!e.problem().retryable()) {
                throw Refusals.refused(what, e);
            }
            return new Slice(null, e);
        }
    }

    private RunSnapshot interruptibly(String what, UUID runId, Duration wait) {
        Duration whole = wait.truncatedTo(ChronoUnit.MILLIS);
        RunsApi asked = runs.inPlaceOfThisThread();
        Future<RunSnapshot> answer = readers.submit(() -> asked.result(runId, whole));
        try {
            return answer.get(whole.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw Pauses.interrupted(what, e);
        } catch (java.util.concurrent.TimeoutException e) {
            answer.cancel(true);
            throw new ServerUnreachableException("The server did not answer within " + whole.plus(GRACE), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KagziException known
                    ? known
                    : new KagziException(what + " failed", e.getCause());
        }
    }

    /** What one slice of waiting brought: the run as it stands, or why the server could not say. */
    private record Slice(
            @Nullable RunSnapshot run, @Nullable KagziException outage) {

        KagziException unfinished(String what) {
            if (outage != null) {
                return Refusals.unavailable(what, outage);
            }
            return new TimeoutException(what + " took longer than asked for"
                    + (run == null ? "" : ": its status is " + run.status()) + ". The run goes on; ask again later.");
        }
    }
}
