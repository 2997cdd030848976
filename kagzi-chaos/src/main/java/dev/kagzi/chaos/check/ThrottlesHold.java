package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Limit;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** No window of a throttle's period sees more first claims of a key than it lets through, by the database's clock. */
final class ThrottlesHold implements Invariant {

    private record First(RunRow run, Instant at) {}

    @Override
    public String name() {
        return "I17 throttles hold";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        Map<String, Map<String, List<First>>> firsts = evidence.tables().history().stream()
                .filter(row -> row.claims() && row.claim() == 1 && runs.containsKey(row.run()))
                .map(row -> first(row, runs))
                .sorted(Comparator.comparing(First::at))
                .collect(Collectors.groupingBy(
                        first -> first.run().workflow(),
                        Collectors.groupingBy(first -> Limit.keyOf(first.run().input()))));
        evidence.setting().limits().forEach((workflow, limit) -> {
            if (limit.throttle() != null) {
                firsts.getOrDefault(workflow, Map.of()).values().forEach(of -> check(of, limit.throttle(), findings));
            }
        });
    }

    private static First first(HistoryRow row, Map<UUID, RunRow> runs) {
        return new First(Objects.requireNonNull(runs.get(row.run())), row.at());
    }

    private static void check(List<First> firsts, Limit.Throttle throttle, Findings findings) {
        for (int i = 0; i < firsts.size(); i++) {
            First last = firsts.get(i);
            Duration since = i < throttle.count()
                    ? throttle.period()
                    : Duration.between(firsts.get(i - throttle.count()).at(), last.at());
            findings.check(
                    since.compareTo(throttle.period()) >= 0,
                    "run %s of %s was claimed first at %s, %s ms after the last but %s, its throttle is %s in %s",
                    last.run().run(),
                    last.run().workflow(),
                    last.at(),
                    since.toMillis(),
                    throttle.count(),
                    throttle.count(),
                    throttle.period());
        }
    }
}
