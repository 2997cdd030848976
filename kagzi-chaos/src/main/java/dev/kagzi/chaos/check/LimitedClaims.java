package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Limit;
import dev.kagzi.chaos.evidence.Setting;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claims of runs whose workflow limits how many there are at once. What counts is when their transactions were over, for a
 * transaction may have looked at the clock long before: who got the place of another was later by that, however close they came.
 */
final class LimitedClaims {

    /** Ways to lose a claim that leave the run its place, and of which its worker may not know. */
    private static final Set<String> UNKNOWN_TO_WORKER = Set.of("EXPIRED", "RELEASED");

    /**
     * One claim.
     *
     * @param taken by whom but its worker it was ended on purpose, if it was; such a body may go on for a moment
     */
    record LimitedClaim(Presence presence, @Nullable Long taken) {}

    private record Claim(UUID run, long number) {}

    private final Map<Claim, LimitedClaim> claims = new HashMap<>();

    LimitedClaims(Evidence evidence) {
        Map<UUID, List<HistoryRow>> history = evidence.tables().historyByRun();
        for (RunRow run : evidence.tables().runs()) {
            Limit limit = evidence.setting().limits().get(run.workflow());
            if (limit != null && (limit.concurrency() != null || limit.changes())) {
                add(run, history.getOrDefault(run.run(), List.of()), evidence.setting());
            }
        }
    }

    Collection<LimitedClaim> all() {
        return claims.values();
    }

    Optional<LimitedClaim> of(UUID run, long number) {
        return Optional.ofNullable(claims.get(new Claim(run, number)));
    }

    private void add(RunRow run, List<HistoryRow> rows, Setting setting) {
        Instant placedAt = Instant.MIN;
        boolean keepsPlace = false;
        for (int i = 0; i < rows.size(); i++) {
            HistoryRow row = rows.get(i);
            if (row.claims()) {
                placedAt = keepsPlace ? placedAt : row.at();
                HistoryRow end = i + 1 < rows.size() ? rows.get(i + 1) : null;
                keepsPlace = end != null && isUnknownToWorker(end);
                claims.put(new Claim(run.run(), row.claim()), claim(run, row, end, placedAt, setting));
            }
        }
    }

    private static LimitedClaim claim(
            RunRow run, HistoryRow row, @Nullable HistoryRow end, Instant placedAt, Setting setting) {
        Setting.Anchor anchor = setting.anchor();
        long toNanos = end == null ? setting.readNanos() : anchor.nanosOf(end.committedAt());
        return new LimitedClaim(
                new Presence(
                        run.workflow(),
                        Limit.keyOf(run.input()),
                        run.run(),
                        placedAt,
                        anchor.nanosOf(row.committedAt()),
                        toNanos),
                end == null || end.actor().equals("WORKER") || isUnknownToWorker(end) ? null : toNanos);
    }

    private static boolean isUnknownToWorker(HistoryRow end) {
        return end.reason() != null && UNKNOWN_TO_WORKER.contains(end.reason());
    }
}
