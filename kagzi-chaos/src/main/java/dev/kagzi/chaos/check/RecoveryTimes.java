package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Execution;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * How long the runs of killed workers were without a holder: from the kill to the next claim. Only times in which no server
 * or database was away count, since neither can be waited out by a lease, and in which another worker was there.
 *
 * @param sorted the times, shortest first
 * @param suspected recoveries left out because a run was suspected of taking its workers along
 * @param disturbed recoveries left out because something else was away
 * @param slow those over the bound
 */
public record RecoveryTimes(List<Duration> sorted, int suspected, int disturbed, List<String> slow) {

    private static final Duration BOUND_ABOVE_LEASE = Duration.ofSeconds(1);

    /** From a kill to the next claim of one run it hit. */
    private record Recovery(Fault kill, UUID run, long claimedNanos) {

        Duration time() {
            return Duration.ofNanos(claimedNanos - kill.atNanos());
        }
    }

    public static RecoveryTimes of(Evidence evidence) {
        Suspects suspects = new Suspects(evidence.tables(), evidence.setting().anchor());
        Duration bound = evidence.setting().lease().plus(BOUND_ABOVE_LEASE);
        List<Recovery> counted = new ArrayList<>();
        int suspected = 0;
        int disturbed = 0;
        for (Recovery recovery : recoveries(evidence)) {
            if (isDisturbed(recovery, evidence)) {
                disturbed++;
            } else if (suspects.overlap(recovery.kill().atNanos(), recovery.claimedNanos())) {
                suspected++;
            } else {
                counted.add(recovery);
            }
        }
        return new RecoveryTimes(
                counted.stream().map(Recovery::time).sorted().toList(),
                suspected,
                disturbed,
                counted.stream()
                        .filter(recovery -> recovery.time().compareTo(bound) > 0)
                        .map(recovery -> "run %s of %s: %s ms"
                                .formatted(
                                        recovery.run(),
                                        recovery.kill().target(),
                                        recovery.time().toMillis()))
                        .toList());
    }

    private static List<Recovery> recoveries(Evidence evidence) {
        Map<UUID, List<HistoryRow>> history = evidence.tables().historyByRun();
        List<Recovery> recoveries = new ArrayList<>();
        for (Fault kill : evidence.faults()) {
            if (kill.kind() == Fault.Kind.WORKER_KILL) {
                for (Wire.Claimed held : heldBy(kill, evidence)) {
                    recovery(kill, held, history.getOrDefault(held.run(), List.of()), evidence)
                            .ifPresent(recoveries::add);
                }
            }
        }
        return recoveries;
    }

    private static Optional<Recovery> recovery(
            Fault kill, Wire.Claimed held, List<HistoryRow> rows, Evidence evidence) {
        Instant killedAt = evidence.setting().anchor().instantOf(kill.atNanos());
        if (!expiredAfter(killedAt, rows, held.claim())) {
            return Optional.empty();
        }
        return nextClaim(rows, held, evidence.wire())
                .map(next -> new Recovery(
                        kill, held.run(), evidence.setting().anchor().nanosOf(next.at())));
    }

    private static boolean isDisturbed(Recovery recovery, Evidence evidence) {
        long killed = recovery.kill().atNanos();
        return evidence.faults().stream()
                        .filter(Fault::disturbsServers)
                        .anyMatch(fault -> fault.overlap(killed, recovery.claimedNanos()) > 0)
                || !isAttended(recovery, evidence);
    }

    /** Whether another worker was there all the time. */
    private static boolean isAttended(Recovery recovery, Evidence evidence) {
        return evidence.ledger().executions().stream()
                .filter(execution -> execution.enteredNanos() < recovery.kill().atNanos())
                .map(Execution::process)
                .distinct()
                .anyMatch(process -> evidence.faults().stream()
                        .filter(fault -> fault.target().equals(process))
                        .noneMatch(fault -> takesAway(fault, recovery)));
    }

    private static boolean takesAway(Fault fault, Recovery recovery) {
        return switch (fault.kind()) {
            case WORKER_KILL -> fault.atNanos() < recovery.claimedNanos();
            case WORKER_PAUSE, REQUEST_DELAYED, ANSWER_DELAYED, ANSWER_LATE ->
                fault.overlap(recovery.kill().atNanos(), recovery.claimedNanos()) > 0;
            default -> false;
        };
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
                .anyMatch(row -> row.at().isAfter(killedAt) && "EXPIRED".equals(row.reason()));
    }

    /** The next claim that reached another process: one made for the dead worker's last poll helps nobody. */
    private static Optional<HistoryRow> nextClaim(List<HistoryRow> rows, Wire.Claimed held, Wire wire) {
        Set<Long> reached = wire.claims().stream()
                .filter(claimed ->
                        claimed.run().equals(held.run()) && claimed.passage().delivered())
                .filter(claimed ->
                        !claimed.passage().process().equals(held.passage().process()))
                .map(Wire.Claimed::claim)
                .collect(Collectors.toSet());
        return rows.stream()
                .filter(row -> row.claims() && row.claim() > held.claim() && reached.contains(row.claim()))
                .findFirst();
    }

    @Override
    public String toString() {
        String left = suspected + " beside a suspected run and " + disturbed + " disturbed ones left out";
        if (sorted.isEmpty()) {
            return "no undisturbed one; " + left;
        }
        return "%s: min %s ms, median %s ms, max %s ms; %s over lease + 1 s; %s"
                .formatted(
                        sorted.size(),
                        sorted.get(0).toMillis(),
                        sorted.get(sorted.size() / 2).toMillis(),
                        sorted.get(sorted.size() - 1).toMillis(),
                        slow.size(),
                        left);
    }
}
