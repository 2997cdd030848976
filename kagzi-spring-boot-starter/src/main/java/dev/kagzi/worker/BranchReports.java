package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.Decision;
import java.time.Instant;

/**
 * Reports what the calls of one branch have come to, and keeps it for the branch's next pass.
 *
 * @param outcomes whether there can be one: the top is never executed again while its run is held
 */
record BranchReports(HeldRun run, RunReports reports, WorkerClock clock, boolean outcomes) {

    void add(Report.OfStep report) {
        HistoryStep step = ReportedStep.of(report, clock.now());
        run.history().record(outcomes ? step : withoutOutcome(step));
        reports.add(report);
    }

    /** A call without a body has its result. */
    void add(Decision.Execute call, StepKind kind, Payload output) {
        Instant now = clock.now();
        add(new Report.StepCompleted(
                run.runId(),
                run.claim().leaseToken(),
                call.key(),
                call.position(),
                kind,
                null,
                output,
                1,
                now,
                now,
                null));
    }

    private static HistoryStep withoutOutcome(HistoryStep step) {
        return new HistoryStep(
                step.step(),
                step.position(),
                step.kind(),
                step.status(),
                null,
                null,
                step.attempts(),
                step.until(),
                step.childRunId());
    }
}
