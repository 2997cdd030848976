package dev.kagzi.chaos.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables at the end.
 *
 * @param readAt by the database's clock
 * @param workerPids process id of each session
 */
public record Tables(
        Instant readAt, List<RunRow> runs, List<HistoryRow> history, List<StepRow> steps, Map<UUID, Long> workerPids) {

    public static final java.util.Set<String> FINAL = java.util.Set.of("COMPLETED", "FAILED", "CANCELLED");

    public Tables {
        runs = List.copyOf(runs);
        history = List.copyOf(history);
        steps = List.copyOf(steps);
        workerPids = Map.copyOf(workerPids);
    }

    /** A row of {@code run}. */
    public record RunRow(
            UUID run,
            String workflow,
            @Nullable String id,
            String status,
            int attempt,
            Claim claim,
            boolean claimable,
            int transitions,
            @Nullable Instant dueAt,
            @Nullable Instant finishedAt,
            @Nullable String input) {

        public boolean finished() {
            return FINAL.contains(status);
        }
    }

    /** The claim's columns of a run. */
    public record Claim(
            long number,
            @Nullable UUID worker,
            @Nullable UUID token,
            @Nullable Instant leaseExpiresAt) {}

    /** A row of {@code run_history}. */
    public record HistoryRow(
            UUID run,
            int seq,
            String from,
            String to,
            long claim,
            String actor,
            @Nullable String reason,
            Instant at) {

        public boolean claims() {
            return to.equals("RUNNING");
        }
    }

    /**
     * A row of {@code step}.
     *
     * @param claim the claim that recorded it; 0 for the server
     * @param outcome the recorded output or failure as text
     */
    public record StepRow(
            StepRef step,
            int position,
            String kind,
            String status,
            int attempts,
            long claim,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            String outcome) {

        public boolean recorded() {
            return status.equals("COMPLETED") || status.equals("FAILED");
        }

        public boolean hasBody() {
            return kind.equals("STEP");
        }
    }

    /** The history of each run, by seq. */
    public Map<UUID, List<HistoryRow>> historyByRun() {
        return history.stream()
                .sorted(java.util.Comparator.comparingInt(HistoryRow::seq))
                .collect(Collectors.groupingBy(HistoryRow::run));
    }

    public Map<UUID, RunRow> runsById() {
        return runs.stream().collect(Collectors.toMap(RunRow::run, row -> row));
    }

    public Map<StepRef, StepRow> stepsByRef() {
        return steps.stream().collect(Collectors.toMap(StepRow::step, row -> row));
    }
}
