package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * An event ends a wait in the transaction of the later of both: whoever accepts an event sees the wait, or whoever opens a wait sees the
 * event. No fault comes in between, so that none excuses a delay. In the load the waits of a run follow one another.
 */
final class EventsArriveAtOnce implements Invariant {

    /** It is the same instant: the one its transaction works with. */
    private static final Duration ROUNDING = Duration.ofMillis(1);

    @Override
    public String name() {
        return "L3 events arrive at once";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<StepRef, StepRow> steps = evidence.tables().stepsByRef();
        for (ReadRow read : evidence.tables().events().reads()) {
            StepRow wait = steps.get(read.step());
            if (wait == null || wait.startedAt() == null || wait.finishedAt() == null) {
                continue;
            }
            Instant both = wait.startedAt().isAfter(read.acceptedAt()) ? wait.startedAt() : read.acceptedAt();
            findings.check(
                    !wait.finishedAt().isAfter(both.plus(ROUNDING)),
                    "step %s, opened at %s, got an event of %s at %s",
                    read.step(),
                    wait.startedAt(),
                    read.acceptedAt(),
                    wait.finishedAt());
        }
    }
}
