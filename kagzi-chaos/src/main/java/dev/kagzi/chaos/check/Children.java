package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every child was started by one step of its parent, which sees one outcome the child has had; a cancel ends both, or begins to undo
 * them.
 */
final class Children implements Invariant {

    /** A report that has locked the child comes before the cancel of its parent, though it may have read the clock after it. */
    private static final Duration LOCKED = Duration.ofMillis(250);

    @Override
    public String name() {
        return "I21 children";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Tables tables = evidence.tables();
        Map<UUID, RunRow> runs = tables.runsById();
        Map<UUID, List<HistoryRow>> history = tables.historyByRun();
        Map<UUID, List<StepRow>> links = new HashMap<>();
        for (StepRow step : tables.steps()) {
            if (step.child() != null) {
                links.computeIfAbsent(step.child(), key -> new ArrayList<>()).add(step);
            }
        }
        links.keySet()
                .forEach(child -> findings.check(
                        runs.containsKey(child), "step %s has started run %s, which is gone", links.get(child), child));
        for (RunRow child : tables.runs()) {
            List<StepRow> steps = links.getOrDefault(child.run(), List.of());
            UUID parent = child.origin().parent();
            findings.check(
                    parent == null
                            ? steps.isEmpty()
                            : isChildOf(child, parent, steps, history.getOrDefault(parent, List.of())),
                    "run %s is a child of %s, its steps are %s",
                    child.run(),
                    parent,
                    steps);
            if (parent != null) {
                List<HistoryRow> rows = history.getOrDefault(child.run(), List.of());
                checkCancelled(child, runs.get(parent), rows, findings);
                checkStarted(child, runs.get(parent), rows, history.getOrDefault(parent, List.of()), findings);
                steps.forEach(
                        step -> checkOutcome(step, child, history.getOrDefault(child.run(), List.of()), findings));
            }
        }
    }

    /** A parent that is retried after its child had failed starts another one in the same step: the first has none any more. */
    private static boolean isChildOf(RunRow child, UUID parent, List<StepRow> steps, List<HistoryRow> rowsOfParent) {
        return steps.isEmpty()
                ? rowsOfParent.stream()
                        .anyMatch(row -> row.from().equals("FAILED")
                                && row.to().equals("PENDING")
                                && row.at().isAfter(child.origin().createdAt()))
                : steps.size() == 1 && steps.get(0).step().run().equals(parent);
    }

    /** A child that is retried after its parent saw it fail may have another outcome in the end. */
    private static void checkOutcome(StepRow step, RunRow child, List<HistoryRow> rows, Findings findings) {
        if (step.status().equals("COMPLETED")) {
            findings.check(
                    child.status().equals("COMPLETED")
                            && step.outcome().equals(Objects.requireNonNullElse(child.outcome(), "")),
                    "%s saw another outcome than that of %s",
                    step,
                    child);
        } else if (step.status().equals("FAILED")) {
            Instant at = step.finishedAt();
            findings.check(
                    rows.stream()
                            .anyMatch(row ->
                                    (row.to().equals("FAILED") || row.to().equals("CANCELLED"))
                                            && at != null
                                            && !row.at().isAfter(at)),
                    "%s saw a failure that %s had not had",
                    step,
                    child);
        }
    }

    /** By the ends of the transactions: what is started and cancelled with its parent in one may have a later look at the clock. */
    private static void checkStarted(
            RunRow child,
            @Nullable RunRow parent,
            List<HistoryRow> rows,
            List<HistoryRow> rowsOfParent,
            Findings findings) {
        if (parent != null && parent.status().equals("CANCELLED") && !rows.isEmpty() && !rowsOfParent.isEmpty()) {
            findings.check(
                    !rows.get(0)
                            .committedAt()
                            .isAfter(rowsOfParent.get(rowsOfParent.size() - 1).committedAt()),
                    "run %s was started after its parent's cancel",
                    child.run());
        }
    }

    private static void checkCancelled(
            RunRow child, @Nullable RunRow parent, List<HistoryRow> rows, Findings findings) {
        findings.check(parent != null, "run %s has no parent any more", child.run());
        if (parent == null || !parent.status().equals("CANCELLED")) {
            return;
        }
        Instant at = Objects.requireNonNull(parent.finishedAt());
        String status = "";
        for (HistoryRow row : rows) {
            if (row.at().isAfter(at)) {
                break;
            }
            status = row.to();
        }
        Optional<HistoryRow> next =
                rows.stream().filter(row -> row.at().isAfter(at)).findFirst();
        String first = next.map(HistoryRow::to).orElse(status);
        findings.check(
                Tables.FINAL.contains(status)
                        || first.equals("CANCELLED")
                        || child.ending() != null
                        || isCancelledAt(at, rows)
                        || next.stream().anyMatch(row -> finishedMeanwhile(row, at)),
                "run %s was %s when its parent was cancelled, and became %s",
                child.run(),
                status,
                first);
    }

    /** A claim that was being made when the parent was cancelled comes before, though it may have read the clock later. */
    private static boolean isCancelledAt(Instant at, List<HistoryRow> rows) {
        return rows.stream()
                .anyMatch(row -> row.to().equals("CANCELLED") && row.at().equals(at));
    }

    private static boolean finishedMeanwhile(HistoryRow row, Instant cancelledAt) {
        return Tables.FINAL.contains(row.to()) && !row.at().isAfter(cancelledAt.plus(LOCKED));
    }
}
