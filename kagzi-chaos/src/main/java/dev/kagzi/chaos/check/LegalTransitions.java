package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Every change of status is one of the life of a run, by one who may make it, in a history without holes. */
final class LegalTransitions implements Invariant {

    private static final Map<String, Set<String>> BY_FROM = Map.of(
            "", Set.of("PENDING CLIENT", "PENDING SERVER", "PENDING WORKER"),
            "PENDING", Set.of("RUNNING WORKER", "CANCELLED CLIENT", "FAILED SERVER"),
            "RUNNING",
                    Set.of(
                            "PENDING WORKER",
                            "PENDING SERVER",
                            "WAITING WORKER",
                            "WAITING SERVER",
                            "COMPLETED WORKER",
                            "FAILED WORKER",
                            "FAILED SERVER",
                            "NEEDS_ATTENTION WORKER",
                            "NEEDS_ATTENTION SERVER",
                            "CANCELLED CLIENT"),
            "WAITING", Set.of("PENDING SERVER", "CANCELLED CLIENT", "FAILED SERVER"),
            "NEEDS_ATTENTION", Set.of("PENDING CLIENT", "CANCELLED CLIENT", "FAILED SERVER"),
            "FAILED", Set.of("PENDING CLIENT"),
            "COMPLETED", Set.of(),
            "CANCELLED", Set.of());

    /** Those of a run that is being undone, besides. */
    private static final Map<String, Set<String>> BY_FROM_UNDONE = Map.of(
            "PENDING", Set.of("PENDING CLIENT", "PENDING SERVER"),
            "RUNNING", Set.of("PENDING CLIENT", "CANCELLED WORKER"),
            "WAITING", Set.of("PENDING CLIENT"),
            "NEEDS_ATTENTION", Set.of("PENDING SERVER"));

    @Override
    public String name() {
        return "I2 legal transitions only";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, List<HistoryRow>> history = evidence.tables().historyByRun();
        for (Tables.RunRow run : evidence.tables().runs()) {
            List<HistoryRow> rows = history.getOrDefault(run.run(), List.of());
            findings.check(
                    rows.size() == run.transitions(),
                    "run %s has %s rows of history and counts %s",
                    run.run(),
                    rows.size(),
                    run.transitions());
            String status = "";
            int seq = 0;
            for (HistoryRow row : rows) {
                seq++;
                findings.check(row.seq() == seq, "run %s: seq %s follows %s", run.run(), row.seq(), seq - 1);
                findings.check(
                        row.from().equals(status),
                        "run %s seq %s: from '%s', but it was '%s'",
                        run.run(),
                        row.seq(),
                        row.from(),
                        status);
                findings.check(
                        isLegal(row, run.ending() != null),
                        "run %s seq %s: '%s' to %s by %s",
                        run.run(),
                        row.seq(),
                        row.from(),
                        row.to(),
                        row.actor());
                status = row.to();
            }
            findings.check(
                    status.equals(run.status()), "run %s is %s, its history %s", run.run(), run.status(), status);
        }
    }

    private static boolean isLegal(HistoryRow row, boolean undone) {
        String change = row.to() + " " + row.actor();
        return BY_FROM.getOrDefault(row.from(), Set.of()).contains(change)
                || undone && BY_FROM_UNDONE.getOrDefault(row.from(), Set.of()).contains(change);
    }
}
