package dev.kagzi.chaos.evidence;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the fault proxies saw between workers and servers. A doubled request appears twice. */
public record Wire(List<Claimed> claims, List<Reported> reports, List<Renewed> renewals) {

    public Wire {
        claims = List.copyOf(claims);
        reports = List.copyOf(reports);
        renewals = List.copyOf(renewals);
    }

    /**
     * When a request passed.
     *
     * @param requestNanos arrival at the proxy, which is after the worker sent it
     * @param forwardedNanos on its way to a server
     * @param answeredNanos the server's answer at the proxy
     * @param deliveredNanos on its way to the worker; 0 when the answer was cut off
     */
    public record Passage(
            String process, long requestNanos, long forwardedNanos, long answeredNanos, long deliveredNanos) {

        public boolean delivered() {
            return deliveredNanos != 0;
        }
    }

    /** A run in the answer to a poll. */
    public record Claimed(Passage passage, UUID run, long claim, String token, long leaseNanos) {}

    /**
     * A report with its result.
     *
     * @param step absent when it is about the run
     * @param recordsOutcome whether it ends its step for good
     */
    public record Reported(
            Passage passage,
            UUID run,
            String token,
            String type,
            @Nullable StepRef step,
            boolean recordsOutcome,
            boolean ok,
            boolean repeated,
            @Nullable String code) {}

    /** A renewal of the runs that were listed, without those that were answered as lost. */
    public record Renewed(Passage passage, Set<UUID> renewed, long leaseNanos) {}
}
