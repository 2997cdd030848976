package dev.kagzi.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the server is away, and once that it is back. */
final class ServerContact {

    private static final Logger log = LoggerFactory.getLogger(ServerContact.class);

    private boolean away;

    synchronized void answered() {
        if (away) {
            away = false;
            log.info("The Kagzi server answers again.");
        }
    }

    synchronized void failed(RuntimeException failure) {
        if (!away) {
            away = true;
            log.warn(
                    "No work can be had from the Kagzi server; the worker keeps trying. Check that it runs and that kagzi.url"
                            + " and kagzi.namespace are right. {}",
                    failure.getMessage());
        } else {
            log.debug("Still no work from the Kagzi server.", failure);
        }
    }
}
