package dev.kagzi.worker;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.worker.WorkerStatus.LastError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the server is away, once that it is back, and once what it will never take. A single request that gets no answer is
 * worth no line.
 */
final class ServerContact {

    private static final Logger log = LoggerFactory.getLogger(ServerContact.class);

    private static final int AWAY = 2;
    private static final int SERVER_FAILED = 500;

    private final WorkerClock clock;
    private volatile @Nullable Instant lastAnswerAt;
    private volatile @Nullable LastError lastError;
    private int failuresInARow;
    private @Nullable String refusal;

    ServerContact(WorkerClock clock) {
        this.clock = clock;
    }

    @Nullable Instant lastAnswerAt() {
        return lastAnswerAt;
    }

    @Nullable LastError lastError() {
        return lastError;
    }

    synchronized void answered() {
        lastAnswerAt = clock.now();
        if (failuresInARow >= AWAY) {
            log.info("The Kagzi server answers again.");
        }
        failuresInARow = 0;
        refusal = null;
    }

    synchronized void failed(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        lastError = new LastError(message, clock.now());
        if (failure instanceof ServerProblemException problem && isRefusal(problem)) {
            refused(message);
            return;
        }
        failuresInARow++;
        if (failuresInARow == AWAY) {
            log.warn(
                    "The worker gets no work from the Kagzi server and keeps trying. Check that the server runs and that"
                            + " kagzi.url and kagzi.namespace are right. {}",
                    message);
        } else {
            log.debug("A request to the Kagzi server failed.", failure);
        }
    }

    private void refused(String message) {
        if (!message.equals(refusal)) {
            log.error(
                    "The Kagzi server refuses a request of this worker, and will however often it is asked: {} Correct what it"
                            + " names; the worker keeps trying.",
                    message);
        }
        refusal = message;
    }

    /** Sessions that are unknown are opened again, and a run that is gone is nobody's mistake. */
    private static boolean isRefusal(ServerProblemException problem) {
        return problem.problem().status() < SERVER_FAILED
                && !problem.problem().retryable()
                && !problem.is(ProblemCode.SESSION_UNKNOWN)
                && !problem.is(ProblemCode.RUN_NOT_FOUND);
    }
}
