package dev.kagzi.server.lease;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.lease.ReportReader.ReadReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Takes the reports of workers: those of one run together, those of many runs in one commit. */
@Component
class Reports {

    private final ReportReader reader;
    private final Polls polls;
    private final GroupCommit<ReportGroup, List<ReportResult>> commits;

    Reports(ReportReader reader, Polls polls, GroupCommit<ReportGroup, List<ReportResult>> reportCommits) {
        this.reader = reader;
        this.polls = polls;
        this.commits = reportCommits;
    }

    /** The results in the order of the reports; all that is ok is durable. */
    ReportResults accept(UUID namespaceId, UUID workerId, List<Payload> bodies) {
        List<ReadReport> read = bodies.stream().map(reader::read).toList();
        Map<UUID, CompletableFuture<List<ReportResult>>> answers = submit(namespaceId, workerId, read);
        Map<UUID, List<ReportResult>> results = new LinkedHashMap<>();
        answers.forEach((runId, answer) -> results.put(runId, new ArrayList<>(answer.join())));
        return new ReportResults(read.stream()
                .map(report -> report.report() == null
                        ? report.refusal()
                        : results.get(report.report().runId()).remove(0))
                .toList());
    }

    private Map<UUID, CompletableFuture<List<ReportResult>>> submit(
            UUID namespaceId, UUID workerId, List<ReadReport> read) {
        Map<UUID, List<Report>> byRun = new LinkedHashMap<>();
        read.stream()
                .filter(report -> report.report() != null)
                .forEach(report -> byRun.computeIfAbsent(report.report().runId(), id -> new ArrayList<>())
                        .add(report.report()));
        Map<UUID, CompletableFuture<List<ReportResult>>> answers = new LinkedHashMap<>();
        byRun.forEach((runId, reports) -> {
            polls.inbox(workerId).ifPresent(inbox -> inbox.taken(runId));
            boolean isWhole = read.stream().noneMatch(r -> r.report() == null && runId.equals(r.runId()));
            answers.put(
                    runId,
                    isWhole
                            ? commits.submit(namespaceId, new ReportGroup(runId, reports))
                            : CompletableFuture.completedFuture(notApplied(reports)));
        });
        return answers;
    }

    private static List<ReportResult> notApplied(List<Report> reports) {
        return reports.stream()
                .map(report -> ReportResult.refused(
                        ReportResult.Code.NOT_APPLIED, "Another report of the same run in this request was refused."))
                .toList();
    }
}
