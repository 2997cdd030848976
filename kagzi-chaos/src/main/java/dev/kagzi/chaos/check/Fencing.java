package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** Once a later claim exists, an earlier one writes nothing: neither in the rows nor by what reports were answered. */
final class Fencing implements Invariant {

    @Override
    public String name() {
        return "I7 fencing";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Tables tables = evidence.tables();
        tables.historyByRun().values().forEach(rows -> checkOrder(rows, findings));
        Map<UUID, Tables.RunRow> runs = tables.runsById();
        for (Tables.StepRow step : tables.steps()) {
            Tables.RunRow run = runs.get(step.step().run());
            findings.check(
                    run != null && step.claim() <= run.claim().number(),
                    "step %s was written by claim %s, which its run never had",
                    step.step(),
                    step.claim());
        }
        checkReports(evidence, findings);
    }

    private static void checkOrder(List<HistoryRow> rows, Findings findings) {
        for (int i = 1; i < rows.size(); i++) {
            HistoryRow row = rows.get(i);
            findings.check(
                    row.claim() >= rows.get(i - 1).claim(),
                    "run %s seq %s: claim %s wrote after claim %s",
                    row.run(),
                    row.seq(),
                    row.claim(),
                    rows.get(i - 1).claim());
        }
    }

    private static void checkReports(Evidence evidence, Findings findings) {
        Claims claims = evidence.claims();
        Map<UUID, List<Wire.Claimed>> byRun = new HashMap<>();
        evidence.wire()
                .claims()
                .forEach(claimed -> byRun.computeIfAbsent(claimed.run(), key -> new ArrayList<>())
                        .add(claimed));
        for (Wire.Reported report : evidence.wire().reports()) {
            OptionalLong claim = claims.ofToken(report.token());
            if (claim.isEmpty() || !report.ok() || report.repeated()) {
                continue;
            }
            findings.check(
                    byRun.getOrDefault(report.run(), List.of()).stream()
                            .noneMatch(later -> later.claim() > claim.getAsLong()
                                    && later.passage().answeredNanos()
                                            < report.passage().forwardedNanos()),
                    "run %s: %s of claim %s by %s took effect after a later claim was handed out",
                    report.run(),
                    report.type(),
                    claim.getAsLong(),
                    report.passage().process());
        }
    }
}
