package dev.kagzi.worker;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.worker.WorkerStatus.LastError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the server is away, once that it is back, and once what it will never take. Requests that get no answer are worth no
 * line while others get one: a server that stops breaks off all that are on their way to it, and the next ones reach another.
 */
final class ServerContact {

    private static final Logger log = LoggerFactory.getLogger(ServerContact.class);

    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final int SERVER_FAILED = 500;

    private final WorkerClock clock;
    private volatile @Nullable Instant lastAnswerAt;
    private volatile @Nullable LastError lastError;
    private @Nullable Instant failingSince;
    private boolean away;
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
        if (away) {
            log.info("The Kagzi server answers again.");
        }
        failingSince = null;
        away = false;
        refusal = null;
    }

    synchronized void failed(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        Instant now = clock.now();
        lastError = new LastError(message, now);
        if (failure instanceof ServerProblemException problem && isRefusal(problem)) {
            refused(message);
            return;
        }
        if (failingSince == null) {
            failingSince = now;
        }
        if (!away && !failingSince.plus(AWAY).isAfter(now)) {
            away = true;
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
