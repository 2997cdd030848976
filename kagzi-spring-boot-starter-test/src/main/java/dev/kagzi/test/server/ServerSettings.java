package dev.kagzi.test.server;

import java.time.Duration;

/**
 * What a server is set to.
 *
 * @param leaseDuration how long a claim holds without renewal
 * @param renewInterval how often a worker that holds runs renews
 * @param maxPayload bytes of a payload
 * @param maxSteps steps of a run
 */
public record ServerSettings(Duration leaseDuration, Duration renewInterval, int maxPayload, int maxSteps) {

    /** What a server has that nothing is set for. */
    public static final ServerSettings DEFAULT =
            new ServerSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), 1024 * 1024, 20_000);
}
