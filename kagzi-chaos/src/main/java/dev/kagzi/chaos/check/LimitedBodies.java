package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bodies of limited runs, as they were open: until they left or their process died, but not beyond the lease that their process
 * knew of, for the place is another one's then and what outlives it is a matter of {@link NoBodyBeyondItsLease}; nor beyond a cancel or
 * a deadline, of which a worker hears later ({@link CancelEndsBodies}).
 */
final class LimitedBodies {

    private final Claims claims;
    private final LimitedClaims limited;
    private final Map<String, Long> deaths = new HashMap<>();
    private final long readNanos;

    private LimitedBodies(Evidence evidence) {
        claims = evidence.claims();
        limited = new LimitedClaims(evidence);
        readNanos = evidence.setting().readNanos();
        for (Fault fault : evidence.faults()) {
            if (fault.kind() == Fault.Kind.WORKER_KILL || fault.kind() == Fault.Kind.WORKER_DRAIN) {
                deaths.put(fault.target(), fault.healedNanos());
            }
        }
    }

    static List<Presence> of(Evidence evidence) {
        LimitedBodies bodies = new LimitedBodies(evidence);
        return evidence.ledger().bodies().stream()
                .flatMap(body -> bodies.presence(body).stream())
                .toList();
    }

    private Optional<Presence> presence(Body body) {
        OptionalLong claim = claims.of(body.execution());
        return claim.isEmpty()
                ? Optional.empty()
                : limited.of(body.step().run(), claim.getAsLong()).map(of -> presence(body, of));
    }

    private Presence presence(Body body, LimitedClaims.LimitedClaim claim) {
        long left = body.ending() == null
                ? deaths.getOrDefault(body.execution().process(), readNanos)
                : body.ending().nanos();
        long lease = claims.leaseEnd(body.execution(), left).orElse(left);
        long taken = claim.taken() == null ? Long.MAX_VALUE : claim.taken();
        Presence presence = claim.presence();
        return new Presence(
                presence.workflow(),
                presence.key(),
                presence.run(),
                presence.placedAt(),
                body.startedNanos(),
                Math.min(left, Math.min(lease, taken)));
    }
}
