package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.util.Map;
import java.util.UUID;

/** Status and columns of a run agree, whatever the constraints of the schema say. */
final class ShapeOfRuns implements Invariant {

    @Override
    public String name() {
        return "I13 status and columns agree";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        for (RunRow run : evidence.tables().runs()) {
            boolean lease = run.claim().token() != null && run.claim().leaseExpiresAt() != null;
            boolean noLease = run.claim().token() == null && run.claim().leaseExpiresAt() == null;
            findings.check(
                    run.status().equals("RUNNING") ? lease : noLease,
                    "run %s is %s: lease columns",
                    run.run(),
                    run.status());
            findings.check(
                    run.finished() == (run.finishedAt() != null), "run %s is %s: finished_at", run.run(), run.status());
            findings.check(!run.finished() || run.dueAt() == null, "run %s is finished and has a timer", run.run());
            findings.check(
                    !run.claimable() || run.status().equals("PENDING"),
                    "run %s is %s and claimable",
                    run.run(),
                    run.status());
            findings.check(
                    !run.heldBack() || run.status().equals("PENDING") && !run.claimable(),
                    "run %s is %s and waits for a place",
                    run.run(),
                    run.status());
            findings.check(
                    !run.status().equals("PENDING") || run.claimable() || run.dueAt() != null || run.heldBack(),
                    "run %s is PENDING without a way on",
                    run.run());
            findings.check(
                    !run.status().equals("WAITING") || run.dueAt() != null, "run %s waits for nothing", run.run());
        }
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        for (StepRow step : evidence.tables().steps()) {
            RunRow run = runs.get(step.step().run());
            findings.check(run != null, "step %s is there, its run is gone", step.step());
            findings.check(
                    run == null || !run.status().equals("COMPLETED") || step.recorded(),
                    "step %s is %s in a completed run",
                    step.step(),
                    step.status());
        }
        for (HistoryRow row : evidence.tables().history()) {
            findings.check(
                    runs.containsKey(row.run()),
                    "transition %s of run %s is there, its run is gone",
                    row.seq(),
                    row.run());
        }
        for (StepRef wait : evidence.tables().waits()) {
            RunRow run = runs.get(wait.run());
            findings.check(run != null && !run.finished(), "step %s waits in a run that is finished or gone", wait);
        }
    }
}
