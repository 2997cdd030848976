package dev.kagzi.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the server is away, and once that it is back. A single request that fails is worth no line. */
final class ServerContact {

    private static final Logger log = LoggerFactory.getLogger(ServerContact.class);

    private static final int AWAY = 2;

    private int failuresInARow;

    synchronized void answered() {
        if (failuresInARow >= AWAY) {
            log.info("The Kagzi server answers again.");
        }
        failuresInARow = 0;
    }

    synchronized void failed(RuntimeException failure) {
        failuresInARow++;
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
