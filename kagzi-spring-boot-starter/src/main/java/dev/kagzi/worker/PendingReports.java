package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reports of one run that have not left yet, in order, each with its number. Guarded by the run's monitor. */
final class PendingReports {

    /** Branches can have thousands of reports ready; other runs want to share the request. */
    private static final int MAX_TOGETHER = 1_000;

    private final List<Numbered> reports = new ArrayList<>();
    private long added;

    boolean isEmpty() {
        return reports.isEmpty();
    }

    /** Progress and tags are about the present, so what has not left yet is replaced. */
    void add(Report report) {
        int last = reports.size() - 1;
        if (last >= 0
                && report instanceof Report.Progressed newer
                && reports.get(last).report() instanceof Report.Progressed older) {
            reports.set(last, new Numbered(added, merged(older, newer)));
        } else {
            reports.add(new Numbered(++added, report));
        }
    }

    /** The number of the newest one so far. */
    long added() {
        return added;
    }

    /** Whether none up to this number is left. */
    boolean areGoneUpTo(long number) {
        return reports.isEmpty() || reports.get(0).number() > number;
    }

    /** Takes out the first ones, as many as a request holds, but at least one. */
    List<Numbered> take() {
        int count = 0;
        long size = 0;
        while (count < Math.min(reports.size(), MAX_TOGETHER)) {
            size += ReportSize.of(reports.get(count).report());
            if (count > 0 && size > ReportSize.MAX_REQUEST) {
                break;
            }
            count++;
        }
        List<Numbered> first = reports.subList(0, count);
        List<Numbered> taken = List.copyOf(first);
        first.clear();
        return taken;
    }

    /** Reports that had left and have to leave again, before those added since. */
    void putBack(List<Numbered> returned) {
        reports.addAll(0, returned);
    }

    /** Keeps what came before a report that is never taken; all later ones build on it. */
    void keepOnly(List<Numbered> before) {
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

    /** @param number rises with every report of the run */
    record Numbered(long number, Report report) {

        Numbered with(Report other) {
            return new Numbered(number, other);
        }
    }
}
