package dev.kagzi.outbox;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Says once that somebody is away, and once that he is back. Used by one thread. */
final class Outage {

    private final Logger log;
    private final String who;
    private @Nullable Long since;

    Outage(Logger log, String who) {
        this.log = log;
        this.who = who;
    }

    void begins(String why) {
        if (since == null) {
            since = System.nanoTime();
            log.warn(
                    "{} does not take what was sent inside transactions: {} It is kept and tried again until that has changed.",
                    who,
                    why);
        }
    }

    void ends() {
        if (since != null) {
            Duration lasted = Duration.ofNanos(System.nanoTime() - since).truncatedTo(ChronoUnit.MILLIS);
            since = null;
            log.info("{} is back after {}: what was sent inside transactions goes on its way.", who, lasted);
        }
    }
}
