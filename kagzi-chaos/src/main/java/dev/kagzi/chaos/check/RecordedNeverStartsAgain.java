package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import dev.kagzi.chaos.evidence.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** No body starts under a later claim than the one that recorded it, nor under the same one after it was recorded. */
final class RecordedNeverStartsAgain implements Invariant {

    private record Recorded(StepRef step, long claim) {}

    @Override
    public String name() {
        return "I5 recorded never starts again";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Claims claims = evidence.claims();
        Map<Recorded, Long> recordedNanos = recordedNanos(evidence, claims);
        Map<StepRef, StepRow> steps = evidence.tables().stepsByRef();
        for (Body body : evidence.ledger().bodies()) {
            StepRow row = steps.get(body.step());
            OptionalLong claim = claims.of(body.execution());
            if (row == null || !row.recorded() || claim.isEmpty()) {
                continue;
            }
            findings.check(
                    claim.getAsLong() <= row.claim(),
                    "%s under claim %s, though claim %s recorded it",
                    body,
                    claim.getAsLong(),
                    row.claim());
            Long atNanos = recordedNanos.get(new Recorded(body.step(), claim.getAsLong()));
            if (claim.getAsLong() == row.claim() && atNanos != null) {
                findings.check(
                        body.startedNanos() <= atNanos,
                        "%s %s ms after its claim %s had recorded it",
                        body,
                        (body.startedNanos() - atNanos) / 1_000_000,
                        row.claim());
            }
        }
    }

    private static Map<Recorded, Long> recordedNanos(Evidence evidence, Claims claims) {
        Map<Recorded, Long> nanos = new HashMap<>();
        for (Wire.Reported report : evidence.wire().reports()) {
            StepRef step = report.step();
            if (step != null && report.ok() && report.recordsOutcome()) {
                claims.ofToken(report.token())
                        .ifPresent(claim -> nanos.merge(
                                new Recorded(step, claim), report.passage().answeredNanos(), Math::min));
            }
        }
        return nanos;
    }
}
