package dev.kagzi.server.shutdown;

import dev.kagzi.server.startup.StartRefusedException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the server stops.
 *
 * @param shutdownDelay Time between the end of readiness and the end of service, at most one minute: a load balancer notices the one
 *     before the other comes.
 */
@ConfigurationProperties("kagzi.server")
public record ShutdownSettings(@DefaultValue("0s") Duration shutdownDelay) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    public ShutdownSettings {
        if (shutdownDelay.isNegative() || shutdownDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new StartRefusedException(
                    "The property 'kagzi.server.shutdown-delay' is '%s'.".formatted(shutdownDelay),
                    "Set 'kagzi.server.shutdown-delay' to a value from 0s to 1m.");
        }
    }
}
