package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;

/** No claim is made while as many of its workflow and key are there as its limit says. */
final class ClaimsKeepLimits implements Invariant {

    @Override
    public String name() {
        return "I16 claims keep their limit";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        LimitsInForce limits = new LimitsInForce(evidence);
        Presence.sweep(
                new LimitedClaims(evidence)
                        .all().stream()
                                .map(LimitedClaims.LimitedClaim::presence)
                                .toList(),
                (presence, count) -> findings.check(
                        count <= limits.most(presence),
                        "run %s was claimed as number %s of %s '%s', whose limit is %s",
                        presence.run(),
                        count,
                        presence.workflow(),
                        presence.key(),
                        limits.most(presence)));
    }
}
