package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Setting;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * When runs were suspected of taking their workers along: from the second claim in a row that expired without a new outcome
 * until a claim ended otherwise. Such a run waits longer on purpose, and whoever has it is given nothing else.
 */
final class Suspects {

    private static final int SUSPECT_AFTER = 2;

    private record Claim(UUID run, long number) {}

    private record Span(long fromNanos, long toNanos) {}

    private final List<Span> spans = new ArrayList<>();

    Suspects(Tables tables, Setting.Anchor anchor) {
        Set<Claim> fruitful = tables.steps().stream()
                .filter(StepRow::recorded)
                .map(step -> new Claim(step.step().run(), step.claim()))
                .collect(Collectors.toSet());
        tables.historyByRun().values().forEach(rows -> addSpans(rows, fruitful, anchor));
    }

    boolean overlap(long fromNanos, long toNanos) {
        return spans.stream().anyMatch(span -> span.fromNanos() < toNanos && span.toNanos() > fromNanos);
    }

    private void addSpans(List<HistoryRow> rows, Set<Claim> fruitful, Setting.Anchor anchor) {
        int expired = 0;
        long sinceNanos = 0;
        for (HistoryRow row : rows) {
            if (!row.from().equals("RUNNING")) {
                continue;
            }
            boolean barren = "EXPIRED".equals(row.reason()) && !fruitful.contains(new Claim(row.run(), row.claim()));
            long atNanos = anchor.nanosOf(row.at());
            expired = barren ? expired + 1 : 0;
            if (expired == SUSPECT_AFTER) {
                sinceNanos = atNanos;
            } else if (expired == 0 && sinceNanos != 0) {
                spans.add(new Span(sinceNanos, atNanos));
                sinceNanos = 0;
            }
        }
        if (sinceNanos != 0) {
            spans.add(new Span(sinceNanos, Long.MAX_VALUE));
        }
    }
}
