package dev.kagzi.server.lease;

import static dev.kagzi.protocol.worker.ReportResult.Code.LEASE_LOST;
import static dev.kagzi.protocol.worker.ReportResult.Code.NOT_APPLIED;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what reports do to a run. Pure: everything it needs is handed to it. */
final class ReportRules {

    private final int maxSteps;

    ReportRules(int maxSteps) {
        this.maxSteps = maxSteps;
    }

    /**
     * Applies the reports of one run in order, all or none.
     *
     * @param run absent when there is no such run
     * @param steps what is stored of its steps
     */
    ReportOutcome apply(@Nullable LockedRun run, KnownSteps steps, List<Report> reports, Instant now) {
        HeldRun held = run == null ? null : new HeldRun(run, steps, maxSteps, now);
        List<ReportResult> results = new ArrayList<>(reports.size());
        for (Report report : reports) {
            results.add(one(run, held, steps, report, now));
        }
        if (results.stream().anyMatch(result -> result.code() != null)) {
            return new ReportOutcome(refuseCompanions(results), null);
        }
        return new ReportOutcome(results, held == null ? null : held.change());
    }

    private static ReportResult one(
            @Nullable LockedRun run, @Nullable HeldRun held, KnownSteps steps, Report report, Instant now) {
        LeaseToken token = LeaseToken.parse(report.leaseToken()).orElse(null);
        if (run == null || held == null || token == null) {
            return leaseLost(report);
        }
        if (run.isHeldUnder(token, now) && !held.hasEnded()) {
            return held.apply(report, token.claim());
        }
        boolean isThere = new RepeatedReport(run, steps.stored(), token).isThere(report);
        return isThere && !held.hasEnded() ? ReportResult.REPEATED : leaseLost(report);
    }

    private static ReportResult leaseLost(Report report) {
        return ReportResult.refused(
                LEASE_LOST,
                "The claim of run '" + report.runId()
                        + "' has ended: it expired, the run was cancelled or timed out, or"
                        + " another worker has it. Drop the run; nothing was written.");
    }

    private static List<ReportResult> refuseCompanions(List<ReportResult> results) {
        return results.stream()
                .map(result -> result.code() != null || Boolean.TRUE.equals(result.repeated())
                        ? result
                        : ReportResult.refused(
                                NOT_APPLIED, "Another report of the same run in this request was refused."))
                .toList();
    }
}
