package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What is recorded for a step is what a body of it ended with, under the claim that recorded it. */
final class RecordedWasProduced implements Invariant {

    @Override
    public String name() {
        return "I6 recorded is what a body of the recorder produced";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Claims claims = evidence.claims();
        Map<StepRef, List<Body>> bodies =
                evidence.ledger().bodies().stream().collect(Collectors.groupingBy(Body::step));
        for (StepRow row : evidence.tables().steps()) {
            if (row.recorded() && row.hasBody()) {
                findings.check(
                        bodies.getOrDefault(row.step(), List.of()).stream()
                                .anyMatch(
                                        body -> produced(body, row) && under(row.claim(), claims.of(body.execution()))),
                        "step %s: %s recorded by claim %s was produced by none of its bodies: %s",
                        row.step(),
                        row.outcome(),
                        row.claim(),
                        bodies.getOrDefault(row.step(), List.of()));
            }
        }
    }

    private static boolean produced(Body body, StepRow row) {
        Body.Ending ending = body.ending();
        if (ending == null) {
            return false;
        }
        return row.status().equals("COMPLETED")
                ? ending.outcome() == Body.Outcome.COMPLETED && row.outcome().equals('"' + ending.value() + '"')
                : ending.outcome() == Body.Outcome.FAILED && row.outcome().contains('"' + ending.value() + '"');
    }

    private static boolean under(long recorder, OptionalLong claim) {
        return claim.isPresent() && claim.getAsLong() == recorder;
    }
}
