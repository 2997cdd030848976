package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A claim that ended by release was dropped by its worker before: no body starts under it any more. */
final class ReleasedIsDropped implements Invariant {

    /** The two clocks are read one after the other. */
    private static final long ROUNDING = Duration.ofMillis(5).toNanos();

    private record Claim(UUID run, long number) {}

    @Override
    public String name() {
        return "I8 released is dropped";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<Claim, Long> releasedNanos = new HashMap<>();
        for (HistoryRow row : evidence.tables().history()) {
            if (row.from().equals("RUNNING") && "RELEASED".equals(row.reason())) {
                releasedNanos.put(
                        new Claim(row.run(), row.claim()),
                        evidence.setting().anchor().nanosOf(row.at()));
            }
        }
        Claims claims = evidence.claims();
        for (Body body : evidence.ledger().bodies()) {
            claims.of(body.execution()).ifPresent(claim -> {
                Long released = releasedNanos.get(new Claim(body.step().run(), claim));
                findings.check(
                        released == null || body.startedNanos() <= released + ROUNDING,
                        "%s started %s ms after its claim %s was released",
                        body,
                        released == null ? 0 : (body.startedNanos() - released) / 1_000_000,
                        claim);
            });
        }
    }
}
