package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.lease.ReportReader.ReadReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Takes the reports of workers: those of one run together, those of many runs in one commit. */
@Component
class Reports {

    private final ReportReader reader;
    private final GroupCommit<ReportGroup, List<ReportResult>> commits;
    private final LeaseMeters meters;

    Reports(ReportReader reader, GroupCommit<ReportGroup, List<ReportResult>> reportCommits, LeaseMeters meters) {
        this.reader = reader;
        this.commits = reportCommits;
        this.meters = meters;
    }

    /** The results in the order of the reports; all that is ok is durable. */
    ReportResults accept(UUID namespaceId, byte[] document) {
        List<ReadReport> reports = reader.readAll(document);
        ReportResult[] results = new ReportResult[reports.size()];
        Map<UUID, Numbered> byRun = new LinkedHashMap<>();
        Set<UUID> spoiled = new HashSet<>();
        for (int i = 0; i < results.length; i++) {
            ReadReport read = reports.get(i);
            if (read.report() != null) {
                byRun.computeIfAbsent(read.report().runId(), id -> new Numbered())
                        .add(i, read.report());
            } else {
                results[i] = read.refusal();
                spoiled.add(read.runId());
            }
        }
        Map<Numbered, CompletableFuture<List<ReportResult>>> answers = new LinkedHashMap<>();
        byRun.forEach((runId, numbered) -> {
            answers.put(
                    numbered, spoiled.contains(runId) ? numbered.notApplied() : submit(namespaceId, runId, numbered));
        });
        answers.forEach((numbered, answer) -> numbered.fill(results, GroupCommit.await(answer)));
        meters.reported(Arrays.asList(results));
        return new ReportResults(Arrays.asList(results));
    }

    private CompletableFuture<List<ReportResult>> submit(UUID namespaceId, UUID runId, Numbered numbered) {
        return commits.submit(namespaceId, new ReportGroup(runId, numbered.reports));
    }

    /** The reports of one run, with their places in the request. */
    private static final class Numbered {

        private final List<Integer> numbers = new ArrayList<>();
        private final List<Report> reports = new ArrayList<>();

        void add(int number, Report report) {
            numbers.add(number);
            reports.add(report);
        }

        CompletableFuture<List<ReportResult>> notApplied() {
            return CompletableFuture.completedFuture(reports.stream()
                    .map(report -> ReportResult.refused(
                            ReportResult.Code.NOT_APPLIED,
                            "Another report of the same run in this request was refused."))
                    .toList());
        }

        void fill(ReportResult[] results, List<ReportResult> answers) {
            for (int i = 0; i < answers.size(); i++) {
                results[numbers.get(i)] = answers.get(i);
            }
        }
    }
}
