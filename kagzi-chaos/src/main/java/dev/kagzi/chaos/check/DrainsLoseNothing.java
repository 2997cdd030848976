package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is asked to stop renews what it holds until its bodies have ended, and gives the rest back: none of its claims ends by
 * expiry, and no body is interrupted but by the deadline of its run. In the load nothing is cancelled so late.
 */
final class DrainsLoseNothing implements Invariant {

    /** A process that stood still for so long may have renewed too late. */
    private static final long LONGEST_STAND = Duration.ofMillis(500).toNanos();

    @Override
    public String name() {
        return "I12 a drain loses no claim";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, List<HistoryRow>> history = evidence.tables().historyByRun();
        Pauses pauses = new Pauses(evidence);
        for (Fault drain : evidence.faults()) {
            if (drain.kind() == Fault.Kind.WORKER_DRAIN
                    && pauses.within(drain.target(), drain.atNanos(), drain.healedNanos()) < LONGEST_STAND) {
                Instant at = evidence.setting().anchor().instantOf(drain.atNanos());
                checkBodies(evidence, drain, findings);
                evidence.wire().claims().stream()
                        .filter(claimed -> claimed.passage().process().equals(drain.target())
                                && claimed.passage().delivered())
                        .forEach(claimed ->
                                check(claimed, at, drain, history.getOrDefault(claimed.run(), List.of()), findings));
            }
        }
    }

    private static void checkBodies(Evidence evidence, Fault drain, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        evidence.ledger().bodies().stream()
                .filter(body -> body.execution().process().equals(drain.target()))
                .filter(body -> isOpenAt(drain.atNanos(), body)
                        && hasTime(runs.get(body.step().run())))
                .forEach(body -> findings.check(
                        !body.ended(Body.Outcome.INTERRUPTED),
                        "%s was interrupted while %s drained",
                        body,
                        drain.target()));
    }

    private static boolean isOpenAt(long nanos, Body body) {
        Body.Ending ending = body.ending();
        return body.startedNanos() < nanos && ending != null && ending.nanos() > nanos;
    }

    private static boolean hasTime(@Nullable RunRow run) {
        return run != null && run.deadline() == null;
    }

    private static void check(Wire.Claimed claimed, Instant at, Fault drain, List<HistoryRow> rows, Findings findings) {
        rows.stream()
                .filter(row -> row.claim() == claimed.claim()
                        && row.from().equals("RUNNING")
                        && row.at().isAfter(at))
                .findFirst()
                .ifPresent(end -> findings.check(
                        !"EXPIRED".equals(end.reason()),
                        "run %s: claim %s of %s expired at %s, while it drained from %s on",
                        claimed.run(),
                        claimed.claim(),
                        drain.target(),
                        end.at(),
                        at));
    }
}
