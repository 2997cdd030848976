package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A finished run became final once per attempt, and nothing happened to it afterwards but a retry. */
final class OneFinalStatus implements Invariant {

    @Override
    public String name() {
        return "I1 one final status";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, List<HistoryRow>> history = evidence.tables().historyByRun();
        for (Tables.RunRow run : evidence.tables().runs()) {
            List<HistoryRow> rows = history.getOrDefault(run.run(), List.of());
            if (run.finished()) {
                String last =
                        rows.isEmpty() ? "nothing" : rows.get(rows.size() - 1).to();
                findings.check(
                        last.equals(run.status()),
                        "run %s is %s, but its history ends with %s",
                        run.run(),
                        run.status(),
                        last);
            }
            for (int i = 0; i + 1 < rows.size(); i++) {
                HistoryRow next = rows.get(i + 1);
                findings.check(
                        !Tables.FINAL.contains(rows.get(i).to()) || isRetry(next),
                        "run %s was %s at seq %s and still became %s",
                        run.run(),
                        rows.get(i).to(),
                        rows.get(i).seq(),
                        next.to());
            }
            long retries = rows.stream().filter(OneFinalStatus::isRetry).count();
            findings.check(
                    run.attempt() == retries + 1,
                    "run %s is at attempt %s after %s retries",
                    run.run(),
                    run.attempt(),
                    retries);
        }
    }

    /** It begins to undo the run. */
    private static boolean isCancel(HistoryRow row) {
        return row.reason() != null && row.reason().startsWith("CANCELLED");
    }

    private static boolean isRetry(HistoryRow row) {
        return row.to().equals("PENDING")
                && row.actor().equals("CLIENT")
                && (row.from().equals("FAILED") || row.from().equals("NEEDS_ATTENTION") && !isCancel(row));
    }
}
