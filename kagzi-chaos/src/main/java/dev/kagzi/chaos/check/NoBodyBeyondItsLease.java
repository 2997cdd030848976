package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * No body starts without a live lease, and none is open beyond it, as the worker could know it; a process that stood still is
 * given the time of the stand and a little more.
 */
final class NoBodyBeyondItsLease implements Invariant {

    /** Between the look at the deadline and the line in the ledger a thread may lose its turn. */
    private static final long START_SLACK = Duration.ofMillis(100).toNanos();

    /** For the interrupt to arrive. */
    private static final long END_SLACK = Duration.ofMillis(400).toNanos();

    @Override
    public String name() {
        return "I9 no body beyond its lease";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Claims claims = evidence.claims();
        Pauses pauses = new Pauses(evidence);
        for (Body body : evidence.ledger().bodies()) {
            String process = body.execution().process();
            OptionalLong lease = claims.leaseEnd(body.execution(), body.startedNanos());
            findings.check(lease.isPresent(), "%s: no claim of its run had reached the process", body);
            if (lease.isEmpty()) {
                continue;
            }
            long late = body.startedNanos() - lease.getAsLong();
            findings.check(
                    late <= START_SLACK + pauses.within(process, lease.getAsLong(), body.startedNanos()),
                    "%s started %s ms after its lease",
                    body,
                    late / 1_000_000);
            checkEnd(evidence, claims, pauses, body, findings);
        }
    }

    private static void checkEnd(Evidence evidence, Claims claims, Pauses pauses, Body body, Findings findings) {
        Body.Ending ending = body.ending();
        if (ending == null || evidence.setting().policy(body.step().name()).swallowsInterrupts()) {
            return;
        }
        long lease = claims.leaseEnd(body.execution(), ending.nanos()).orElse(Long.MAX_VALUE);
        long over = ending.nanos() - lease;
        findings.check(
                over <= END_SLACK + pauses.within(body.execution().process(), lease, ending.nanos()),
                "%s was open %s ms beyond its lease",
                body,
                over / 1_000_000);
    }
}
