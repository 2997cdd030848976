package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Execution;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long the runs of killed workers were without a holder: from the kill to the next claim. Only times in which no server
 * or database was away count, since neither can be waited out by a lease, and in which
 * another worker was there.
 *
 * @param sorted the times, shortest first
 * @param disturbed recoveries left out
 * @param slow those over the bound
 */
public record RecoveryTimes(List<Duration> sorted, int disturbed, List<String> slow) {

    private static final Set<Fault.Kind> DISTURBING =
            Set.of(Fault.Kind.SERVER_KILL, Fault.Kind.SERVER_PAUSE, Fault.Kind.DATABASE_STOP);

    /** What waits for a place in a worker or for its own turn is not told apart from what waits for the lease. */
    private static final Duration BOUND_ABOVE_LEASE = Duration.ofSeconds(1);

    public static RecoveryTimes of(Evidence evidence) {
        List<Fault> disturbing = evidence.faults().stream()
                .filter(fault -> DISTURBING.contains(fault.kind()))
                .toList();
        Map<UUID, List<HistoryRow>> history = evidence.tables().historyByRun();
        List<Duration> times = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        int disturbed = 0;
        Duration bound = evidence.setting().lease().plus(BOUND_ABOVE_LEASE);
        for (Fault kill : evidence.faults()) {
            if (kill.kind() != Fault.Kind.WORKER_KILL) {
                continue;
            }
            for (Wire.Claimed held : heldBy(kill, evidence)) {
                List<HistoryRow> rows = history.getOrDefault(held.run(), List.of());
                HistoryRow next = nextClaim(rows, held, evidence.wire());
                Instant killedAt = evidence.setting().anchor().instantOf(kill.atNanos());
                if (next == null || !expiredAfter(killedAt, rows, held.claim())) {
                    continue;
                }
                long claimedNanos = evidence.setting().anchor().nanosOf(next.at());
                if (disturbing.stream().anyMatch(fault -> fault.overlap(kill.atNanos(), claimedNanos) > 0)
                        || !attended(kill, claimedNanos, evidence)) {
                    disturbed++;
                    continue;
                }
                Duration time = Duration.ofNanos(claimedNanos - kill.atNanos());
                times.add(time);
                if (time.compareTo(bound) > 0) {
                    slow.add("run %s of %s: %s ms".formatted(held.run(), kill.target(), time.toMillis()));
                }
            }
        }
        times.sort(Comparator.naturalOrder());
        return new RecoveryTimes(List.copyOf(times), disturbed, List.copyOf(slow));
    }

    /** Whether another worker was there all the time. */
    private static boolean attended(Fault kill, long untilNanos, Evidence evidence) {
        return evidence.ledger().executions().stream()
                .filter(execution -> execution.enteredNanos() < kill.atNanos())
                .map(Execution::process)
                .distinct()
                .anyMatch(process -> evidence.faults().stream()
                        .filter(fault -> fault.target().equals(process))
                        .noneMatch(fault -> fault.kind() == Fault.Kind.WORKER_KILL
                                ? fault.atNanos() < untilNanos
                                : fault.kind() == Fault.Kind.WORKER_PAUSE
                                        && fault.overlap(kill.atNanos(), untilNanos) > 0));
    }

    private static List<Wire.Claimed> heldBy(Fault kill, Evidence evidence) {
        return evidence.wire().claims().stream()
                .filter(claimed -> claimed.passage().process().equals(kill.target()))
                .filter(claimed ->
                        claimed.passage().delivered() && claimed.passage().deliveredNanos() < kill.atNanos())
                .collect(Collectors.toMap(
                        claimed -> claimed.run() + "/" + claimed.claim(), claimed -> claimed, (one, other) -> one))
                .values()
                .stream()
                .toList();
    }

    private static boolean expiredAfter(Instant killedAt, List<HistoryRow> rows, long claim) {
        return rows.stream()
                .filter(row -> row.claim() == claim && row.from().equals("RUNNING"))
                .filter(row -> row.at().isAfter(killedAt))
                .anyMatch(row -> row.reason() != null && row.reason().contains("EXPIRED"));
    }

    /** The next claim that reached another process: one made for the dead worker's last poll helps nobody. */
    private static @Nullable HistoryRow nextClaim(List<HistoryRow> rows, Wire.Claimed held, Wire wire) {
        Set<Long> reached = wire.claims().stream()
                .filter(claimed ->
                        claimed.run().equals(held.run()) && claimed.passage().delivered())
                .filter(claimed ->
                        !claimed.passage().process().equals(held.passage().process()))
                .map(Wire.Claimed::claim)
                .collect(Collectors.toSet());
        return rows.stream()
                .filter(row -> row.claims() && row.claim() > held.claim() && reached.contains(row.claim()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        if (sorted.isEmpty()) {
            return "no undisturbed recovery (" + disturbed + " disturbed)";
        }
        return "%s recoveries: min %s ms, median %s ms, max %s ms; %s over lease + 1 s; %s disturbed left out"
                .formatted(
                        sorted.size(),
                        sorted.get(0).toMillis(),
                        sorted.get(sorted.size() / 2).toMillis(),
                        sorted.get(sorted.size() - 1).toMillis(),
                        slow.size(),
                        disturbed);
    }
}
