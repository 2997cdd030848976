package dev.kagzi.chaos.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Tells under which claim an execution was, and how long its lease held. User code does not see the claim's number, so it
 * is the newest one that had been delivered to the process when the workflow method was entered.
 */
public final class Claims {

    private record Holder(String process, UUID run) {}

    /** A lease as the worker can know it. */
    private record Grant(long claim, long knownNanos, long endNanos) {}

    private final Map<Holder, List<Wire.Claimed>> claims = new HashMap<>();
    private final Map<Holder, List<Grant>> grants = new HashMap<>();
    private final Map<String, Long> claimByToken = new HashMap<>();
    private final Map<Execution, Long> claimByExecution = new HashMap<>();

    Claims(Ledger ledger, Wire wire) {
        for (Wire.Claimed claimed : wire.claims()) {
            claimByToken.put(claimed.token(), claimed.claim());
            if (claimed.passage().delivered()) {
                Holder holder = new Holder(claimed.passage().process(), claimed.run());
                claims.computeIfAbsent(holder, key -> new ArrayList<>()).add(claimed);
                grant(holder, claimed.claim(), claimed.passage(), claimed.leaseNanos());
            }
        }
        claims.values()
                .forEach(list -> list.sort(
                        Comparator.comparingLong(claimed -> claimed.passage().deliveredNanos())));
        for (Wire.Renewed renewed : wire.renewals()) {
            if (renewed.passage().delivered()) {
                renewed.renewed().forEach(run -> grantRenewal(renewed, run));
            }
        }
        ledger.executions()
                .forEach(execution -> deliveredBefore(
                                new Holder(execution.process(), execution.run()), execution.enteredNanos())
                        .ifPresent(claim -> claimByExecution.put(execution, claim)));
    }

    /** The claim of an execution; empty when none had been delivered, which is a fault in itself. */
    public OptionalLong of(Execution execution) {
        Long claim = claimByExecution.get(execution);
        return claim == null ? OptionalLong.empty() : OptionalLong.of(claim);
    }

    /** The claim a lease token belongs to; empty when the proxies never saw its poll answer. */
    public OptionalLong ofToken(String token) {
        Long claim = claimByToken.get(token);
        return claim == null ? OptionalLong.empty() : OptionalLong.of(claim);
    }

    /** When the lease of the execution's claim ends, as far as its process could know by {@code atNanos}. */
    public OptionalLong leaseEnd(Execution execution, long atNanos) {
        OptionalLong claim = of(execution);
        if (claim.isEmpty()) {
            return claim;
        }
        return grants.getOrDefault(new Holder(execution.process(), execution.run()), List.of()).stream()
                .filter(grant -> grant.claim() == claim.getAsLong() && grant.knownNanos() <= atNanos)
                .mapToLong(Grant::endNanos)
                .max();
    }

    private void grantRenewal(Wire.Renewed renewed, UUID run) {
        Holder holder = new Holder(renewed.passage().process(), run);
        deliveredBefore(holder, renewed.passage().requestNanos())
                .ifPresent(claim -> grant(holder, claim, renewed.passage(), renewed.leaseNanos()));
    }

    private void grant(Holder holder, long claim, Wire.Passage passage, long leaseNanos) {
        grants.computeIfAbsent(holder, key -> new ArrayList<>())
                .add(new Grant(claim, passage.deliveredNanos(), passage.requestNanos() + leaseNanos));
    }

    private OptionalLong deliveredBefore(Holder holder, long nanos) {
        return claims.getOrDefault(holder, List.of()).stream()
                .filter(claimed -> claimed.passage().deliveredNanos() <= nanos)
                .mapToLong(Wire.Claimed::claim)
                .max();
    }
}
