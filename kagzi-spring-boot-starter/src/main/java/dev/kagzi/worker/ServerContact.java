package dev.kagzi.worker;

import dev.kagzi.worker.WorkerStatus.LastError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the server is away, and once that it is back. A single request that fails is worth no line. */
final class ServerContact {

    private static final Logger log = LoggerFactory.getLogger(ServerContact.class);

    private static final int AWAY = 2;

    private final WorkerClock clock;
    private volatile @Nullable Instant lastAnswerAt;
    private volatile @Nullable LastError lastError;
    private int failuresInARow;

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
    }

    synchronized void failed(RuntimeException failure) {
        failuresInARow++;
        lastError = new LastError(String.valueOf(failure.getMessage()), clock.now());
        if (failuresInARow == AWAY) {
            log.warn(
                    "The worker gets no work from the Kagzi server and keeps trying. Check that the server runs and that"
                            + " kagzi.url and kagzi.namespace are right. {}",
                    failure.getMessage());
        } else {
            log.debug("A request to the Kagzi server failed.", failure);
        }
    }
}
