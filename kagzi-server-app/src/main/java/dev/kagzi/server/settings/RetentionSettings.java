package dev.kagzi.server.settings;

import dev.kagzi.server.startup.StartRefusedException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long finished runs, firings, events and audit entries are kept.
 *
 * @param retention Time a finished run is kept with its steps and its history, and a firing of a schedule, from one second to 36500
 *     days; a namespace can have its own.
 * @param eventRetention Time an event is kept, read or not, from one second to 36500 days.
 * @param auditRetention Time an audit entry is kept, from one second to 36500 days.
 */
@ConfigurationProperties("kagzi.server")
public record RetentionSettings(
        @DefaultValue("30d") Duration retention,
        @DefaultValue("30d") Duration eventRetention,
        @DefaultValue("90d") Duration auditRetention) {

    /** What a retention has to be. */
    public static final String BOUNDS = "from 1s to 36500d";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public RetentionSettings {
        require("kagzi.server.retention", retention);
        require("kagzi.server.event-retention", eventRetention);
        require("kagzi.server.audit-retention", auditRetention);
    }

    private static void require(String property, Duration value) {
        if (!isValid(value)) {
            throw new StartRefusedException(
                    "The property '%s' is '%s'.".formatted(property, value),
                    "Set '%s' to a value %s.".formatted(property, BOUNDS));
        }
    }

    public static boolean isValid(Duration retention) {
        return retention.compareTo(SHORTEST) >= 0 && retention.compareTo(LONGEST) <= 0;
    }
}
