package dev.kagzi.server.security;

import dev.kagzi.server.startup.StartRefusedException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The console.
 *
 * @param enabled Whether the server shows its console.
 * @param sessionDuration How long somebody stays signed in, from 1m to 30d.
 */
@ConfigurationProperties("kagzi.console")
record ConsoleSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("12h") Duration sessionDuration) {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    ConsoleSettings {
        if (sessionDuration.compareTo(SHORTEST) < 0 || sessionDuration.compareTo(LONGEST) > 0) {
            throw new StartRefusedException(
                    "The property 'kagzi.console.session-duration' is '%s'.".formatted(sessionDuration),
                    "Set it to a value from 1m to 30d.");
        }
    }
}
