package dev.kagzi.server.settings;

import dev.kagzi.server.startup.StartRefusedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the server.
 *
 * @param leaseDuration Time a claim stays with a worker that is not heard of, at most one hour.
 * @param renewInterval Time between two renewals of a worker, less than half of the lease duration. Default: a third of the lease duration.
 * @param maxPayload Size of the largest input or output, at most 8MB.
 * @param maxSteps Number of steps a run may have.
 * @param notifying Whether servers wake each other through NOTIFY; without it they find work by polling.
 */
@ConfigurationProperties("kagzi.server")
public record ServerSettings(
        @DefaultValue("30s") Duration leaseDuration,
        @Nullable Duration renewInterval,
        @DefaultValue("1MB") DataSize maxPayload,
        @DefaultValue("20000") int maxSteps,
        @Name("notify") @DefaultValue("true") boolean notifying) {

    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final DataSize LARGEST_PAYLOAD = DataSize.ofMegabytes(8);

    public ServerSettings {
        require(
                !leaseDuration.isNegative() && !leaseDuration.isZero() && leaseDuration.compareTo(LONGEST_LEASE) <= 0,
                "kagzi.server.lease-duration",
                leaseDuration,
                "more than 0 and at most 1h");
        renewInterval = renewInterval == null ? leaseDuration.dividedBy(3) : renewInterval;
        require(
                !renewInterval.isNegative()
                        && !renewInterval.isZero()
                        && renewInterval.multipliedBy(2).compareTo(leaseDuration) < 0,
                "kagzi.server.renew-interval",
                renewInterval,
                "more than 0 and less than half of 'kagzi.server.lease-duration', which is " + leaseDuration
                        + ": one lost renewal must not cost the lease");
        require(
                maxPayload.toBytes() > 0 && maxPayload.compareTo(LARGEST_PAYLOAD) <= 0,
                "kagzi.server.max-payload",
                maxPayload,
                "more than 0 and at most 8MB");
        require(maxSteps >= 1, "kagzi.server.max-steps", maxSteps, "at least 1");
    }

    /** Time between two renewals of a worker. */
    @Override
    @SuppressWarnings("NullAway") // The constructor has filled it in.
    public Duration renewInterval() {
        return renewInterval;
    }

    private static void require(boolean valid, String property, Object value, String expected) {
        if (!valid) {
            throw new StartRefusedException(
                    "The property '%s' is '%s'.".formatted(property, value),
                    "Set '%s' to a value that is %s.".formatted(property, expected));
        }
    }
}
