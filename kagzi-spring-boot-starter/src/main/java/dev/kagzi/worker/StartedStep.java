package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import java.util.List;

/** Tells the server that a body is open. Best effort: nothing waits for it. */
record StartedStep(HeldRun run, HeldRuns held, Report.StepStarted report, long openedAt) implements Submission {

    @Override
    public List<Report> reports() {
        return List.of(report);
    }

    @Override
    public boolean isOver() {
        return run.isLost() || run.isExpired();
    }

    @Override
    public void answered(List<ReportResult> results) {
        if (results.stream().anyMatch(result -> result.code() == ReportResult.Code.LEASE_LOST)) {
            held.lose(run, "the server says that the claim has ended");
        }
    }

    @Override
    public void givenUp(String reason) {}
}
