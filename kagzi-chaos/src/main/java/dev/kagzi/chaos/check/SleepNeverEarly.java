package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Ledger.Sleep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** From the first call of a sleep to its first return at least its length passes. */
final class SleepNeverEarly implements Invariant {

    private static final long ROUNDING = 1_000_000;

    private record SleepOf(UUID run, String name, int occurrence) {}

    @Override
    public String name() {
        return "I19 sleep never early";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<SleepOf, List<Sleep>> sleeps = new HashMap<>(evidence.ledger().sleeps().stream()
                .collect(Collectors.groupingBy(sleep -> new SleepOf(sleep.run(), sleep.name(), sleep.occurrence()))));
        sleeps.forEach((sleep, calls) -> {
            long called = calls.stream().mapToLong(Sleep::calledNanos).min().orElseThrow();
            calls.stream()
                    .mapToLong(Sleep::wokenNanos)
                    .filter(nanos -> nanos != 0)
                    .min()
                    .ifPresent(woken -> findings.check(
                            woken - called + ROUNDING >= calls.get(0).millis() * 1_000_000,
                            "%s of %s ms ended after %s ms",
                            sleep,
                            calls.get(0).millis(),
                            (woken - called) / 1_000_000));
        });
    }
}
