package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reports of one run that have not left yet, in order. Guarded by the run's monitor. */
final class PendingReports {

    private final List<Report> reports = new ArrayList<>();

    boolean isEmpty() {
        return reports.isEmpty();
    }

    /** Progress and tags are about the present, so what has not left yet is replaced. */
    void add(Report report) {
        int last = reports.size() - 1;
        if (last >= 0
                && report instanceof Report.Progressed newer
                && reports.get(last) instanceof Report.Progressed older) {
            reports.set(last, merged(older, newer));
        } else {
            reports.add(report);
        }
    }

    /** All of them, which leave. */
    List<Report> take() {
        List<Report> taken = List.copyOf(reports);
        reports.clear();
        return taken;
    }

    /** Reports that had left and have to leave again, before those added since. */
    void putBack(List<Report> returned) {
        reports.addAll(0, returned);
    }

    /** Keeps what came before a report that is never taken; all later ones build on it. */
    void keepOnly(List<Report> before) {
        reports.clear();
        reports.addAll(before);
    }

    private static Report merged(Report.Progressed older, Report.Progressed newer) {
        Map<String, String> tags = new HashMap<>(older.tags() == null ? Map.of() : older.tags());
        tags.putAll(newer.tags() == null ? Map.of() : newer.tags());
        return new Report.Progressed(
                newer.runId(),
                newer.leaseToken(),
                newer.progress() == null ? older.progress() : newer.progress(),
                tags.isEmpty() ? null : tags);
    }
}
