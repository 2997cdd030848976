package dev.kagzi.outbox;

import java.time.Duration;

/**
 * How fast and how long something is tried.
 *
 * @param firstPause pause after the first try in vain; each one after that is twice as long
 * @param longestPause what the pauses grow to
 * @param failing how long a server that fails at something is asked for it again
 * @param registering how long the application's own worker may take to offer a workflow
 * @param floor how long to wait for something to send before looking again
 */
record Pace(Duration firstPause, Duration longestPause, Duration failing, Duration registering, Duration floor) {

    static final Pace DEFAULT = new Pace(
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    Duration after(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
    }
}
