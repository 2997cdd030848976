package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Sightings.StepSighting;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.util.Map;
import java.util.UUID;

/** A recorded outcome is at the end what it was when it was first seen; only a retry opens a failed step again. */
final class RecordedNeverChanges implements Invariant {

    @Override
    public String name() {
        return "I4 a recorded outcome never changes";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<StepRef, StepRow> steps = evidence.tables().stepsByRef();
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        for (StepSighting seen : evidence.sightings().steps()) {
            RunRow run = runs.get(seen.step().run());
            boolean reopened = seen.status().equals("FAILED") && run != null && run.attempt() > seen.runAttempt();
            StepRow now = steps.get(seen.step());
            if (!reopened) {
                findings.check(
                        now != null && same(seen, now),
                        "step %s was seen %s by claim %s, and is now %s",
                        seen.step(),
                        seen.status(),
                        seen.claim(),
                        now);
            }
        }
    }

    private static boolean same(StepSighting seen, StepRow now) {
        return seen.status().equals(now.status())
                && seen.claim() == now.claim()
                && seen.outcomeHash() == now.outcome().hashCode();
    }
}
