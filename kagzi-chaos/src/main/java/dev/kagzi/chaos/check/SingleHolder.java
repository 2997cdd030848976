package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Sightings.LeaseSighting;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Claims rise, one ends before the next begins, none ends by expiry while its lease lives, and no lease is longer than a lease. */
final class SingleHolder implements Invariant {

    /** Timestamps of the database and of the client's copy differ in their last digits. */
    private static final Duration ROUNDING = Duration.ofMillis(5);

    private record Claim(UUID run, long number) {}

    @Override
    public String name() {
        return "I8 single holder";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<Claim, Instant> lastExpiry = new HashMap<>();
        for (LeaseSighting seen : evidence.sightings().leases()) {
            findings.check(
                    !seen.leaseExpiresAt()
                            .isAfter(seen.seenAt()
                                    .plus(evidence.setting().lease())
                                    .plus(ROUNDING)),
                    "run %s claim %s: lease until %s seen at %s",
                    seen.run(),
                    seen.claim(),
                    seen.leaseExpiresAt(),
                    seen.seenAt());
            lastExpiry.merge(
                    new Claim(seen.run(), seen.claim()),
                    seen.leaseExpiresAt(),
                    (one, other) -> one.isAfter(other) ? one : other);
        }
        evidence.tables().historyByRun().values().forEach(rows -> checkRun(rows, lastExpiry, findings));
    }

    private static void checkRun(List<HistoryRow> rows, Map<Claim, Instant> lastExpiry, Findings findings) {
        long claim = 0;
        boolean held = false;
        for (HistoryRow row : rows) {
            if (row.claims()) {
                findings.check(!held, "run %s seq %s: claimed while held", row.run(), row.seq());
                findings.check(
                        row.claim() > claim,
                        "run %s seq %s: claim %s after %s",
                        row.run(),
                        row.seq(),
                        row.claim(),
                        claim);
                claim = row.claim();
            }
            Instant expiry = lastExpiry.get(new Claim(row.run(), row.claim()));
            if (expiry != null && expired(row)) {
                findings.check(
                        !row.at().plus(ROUNDING).isBefore(expiry),
                        "run %s seq %s: claim %s taken away at %s, lease until %s",
                        row.run(),
                        row.seq(),
                        row.claim(),
                        row.at(),
                        expiry);
            }
            held = row.claims();
        }
    }

    private static boolean expired(HistoryRow row) {
        return row.from().equals("RUNNING")
                && row.reason() != null
                && row.reason().contains("EXPIRED");
    }
}
