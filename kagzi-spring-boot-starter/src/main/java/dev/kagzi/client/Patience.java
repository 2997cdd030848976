package dev.kagzi.client;

import java.time.Duration;

/**
 * How long a server that is away is put up with.
 *
 * @param total time after which a request is not sent again
 * @param firstPause pause before the second request; each one after that is twice as long
 * @param longestPause what the pauses grow to
 */
record Patience(Duration total, Duration firstPause, Duration longestPause) {

    static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(2));

    Duration pauseAfter(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
    }
}
