package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;

/** As the bodies wrote it down themselves, never more of them are open at once than the limit of their workflow and key says. */
final class BodiesKeepLimits implements Invariant {

    @Override
    public String name() {
        return "I16 bodies keep their limit";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        LimitsInForce limits = new LimitsInForce(evidence);
        Presence.sweep(
                LimitedBodies.of(evidence),
                (presence, count) -> findings.check(
                        count <= limits.most(presence),
                        "run %s began a body as number %s of %s '%s', whose limit is %s",
                        presence.run(),
                        count,
                        presence.workflow(),
                        presence.key(),
                        limits.most(presence)));
    }
}
