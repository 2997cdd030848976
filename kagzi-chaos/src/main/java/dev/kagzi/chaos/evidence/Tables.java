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
 * @param places what the limits have counted
 * @param waits steps that still wait for an event or a child
 */
public record Tables(
        Instant readAt,
        List<RunRow> runs,
        List<HistoryRow> history,
        List<StepRow> steps,
        Map<UUID, Long> workerPids,
        EventRows events,
        List<StepRef> waits,
        List<FiringRow> firings,
        PlaceRows places) {

    public static final java.util.Set<String> FINAL = java.util.Set.of("COMPLETED", "FAILED", "CANCELLED");

    public Tables {
        runs = List.copyOf(runs);
        history = List.copyOf(history);
        steps = List.copyOf(steps);
        workerPids = Map.copyOf(workerPids);
        waits = List.copyOf(waits);
        firings = List.copyOf(firings);
    }

    /**
     * A row of {@code run}.
     *
     * @param ending FAILED or CANCELLED, from when it began to be undone
     * @param heldBack whether it waits for a place
     * @param outcome output or failure as text
     */
    public record RunRow(
            UUID run,
            String workflow,
            @Nullable String id,
            String status,
            @Nullable String ending,
            int attempt,
            Claim claim,
            boolean claimable,
            boolean heldBack,
            int transitions,
            @Nullable Instant dueAt,
            @Nullable Instant deadline,
            @Nullable Instant finishedAt,
            @Nullable String input,
            @Nullable String outcome,
            Origin origin) {

        public boolean finished() {
            return FINAL.contains(status);
        }
    }

    /**
     * What made a run, where that was no client.
     *
     * @param scheduledAt when the firing was due
     */
    public record Origin(
            Instant createdAt,
            @Nullable UUID parent,
            @Nullable String schedule,
            @Nullable Instant scheduledAt) {}

    /**
     * A row of {@code firing}.
     *
     * @param skipped why it has started no run
     * @param isLate whether it was decided more than a minute after its instant
     */
    public record FiringRow(
            String schedule,
            Instant fireAt,
            @Nullable UUID run,
            @Nullable String skipped,
            boolean isLate) {}

    /**
     * The tables of limits.
     *
     * @param unclaimed runs that a throttle has let begin, and that have never been claimed
     */
    public record PlaceRows(List<KeyRow> keys, List<UUID> unclaimed) {

        public PlaceRows {
            keys = List.copyOf(keys);
            unclaimed = List.copyOf(unclaimed);
        }
    }

    /** A row of {@code limit_key}. */
    public record KeyRow(String workflow, String key, int inUse) {}

    /** The claim's columns of a run. */
    public record Claim(
            long number,
            @Nullable UUID worker,
            @Nullable UUID token,
            @Nullable Instant leaseExpiresAt) {}

    /**
     * A row of {@code run_history}.
     *
     * @param at what its transaction took for the time
     * @param committedAt when that was over: who saw the row was later
     */
    public record HistoryRow(
            UUID run,
            int seq,
            String from,
            String to,
            long claim,
            String actor,
            @Nullable String reason,
            Instant at,
            Instant committedAt) {

        public boolean claims() {
            return to.equals("RUNNING");
        }
    }

    /**
     * A row of {@code step}.
     *
     * @param claim the claim that recorded it; 0 for the server
     * @param outcome the recorded output or failure as text
     * @param child the run it has started
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
            String outcome,
            @Nullable UUID child) {

        public boolean recorded() {
            return status.equals("COMPLETED") || status.equals("FAILED");
        }

        public boolean hasBody() {
            return kind.equals("STEP") || isCompensation();
        }

        public boolean isCompensation() {
            return kind.equals("COMPENSATION");
        }
    }

    /** The history of each run, by seq. */
    public Map<UUID, List<HistoryRow>> historyByRun() {
        return history.stream()
                .sorted(java.util.Comparator.comparingInt(HistoryRow::seq))
                .collect(Collectors.groupingBy(HistoryRow::run));
    }

    public Map<UUID, List<StepRow>> stepsByRun() {
        return steps.stream().collect(Collectors.groupingBy(row -> row.step().run()));
    }

    public Map<UUID, RunRow> runsById() {
        return runs.stream().collect(Collectors.toMap(RunRow::run, row -> row));
    }

    public Map<StepRef, StepRow> stepsByRef() {
        return steps.stream().collect(Collectors.toMap(StepRow::step, row -> row));
    }
}
