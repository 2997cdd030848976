package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.evidence.EventRows.EventRow;
import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Sightings.WaitSighting;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A wait gets the next event of its name and key, and ends without one only if none came in time. In the load the waits of a run
 * follow one another, so that what a wait was to get follows from those before it.
 */
final class NoEventIsMissed implements Invariant {

    @Override
    public String name() {
        return "I14 no event is missed";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<Channel, List<EventRow>> channels = evidence.tables().events().events().stream()
                .sorted(Comparator.comparing(EventRow::acceptedAt))
                .collect(Collectors.groupingBy(EventRow::channel));
        Map<StepRef, ReadRow> reads = evidence.tables().events().reads().stream()
                .collect(Collectors.toMap(ReadRow::step, row -> row, (one, other) -> one));
        Map<StepRef, WaitSighting> seen = evidence.sightings().waits().stream()
                .collect(Collectors.toMap(WaitSighting::step, wait -> wait, (one, other) -> one));
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        Map<UUID, List<StepRow>> waits = evidence.tables().steps().stream()
                .filter(step -> step.kind().equals("EVENT") && step.recorded())
                .sorted(Comparator.comparingInt(StepRow::position))
                .collect(Collectors.groupingBy(step -> step.step().run()));
        waits.forEach((run, steps) -> {
            Instant cursor = Objects.requireNonNull(runs.get(run)).origin().createdAt();
            for (StepRow step : steps) {
                ReadRow read = reads.get(step.step());
                EventRow next = next(step.step(), cursor, read, seen, channels);
                if (read != null) {
                    findings.check(
                            next != null && next.event().equals(read.event()),
                            "step %s: next after %s is %s, got %s",
                            step.step(),
                            cursor,
                            next,
                            read);
                    cursor = read.acceptedAt();
                } else if (seen.containsKey(step.step())) {
                    Instant deadline = seen.get(step.step()).deadline();
                    findings.check(
                            next == null || !next.acceptedAt().isBefore(deadline),
                            "step %s: over at %s without %s",
                            step.step(),
                            deadline,
                            next);
                }
            }
        });
    }

    private static @Nullable EventRow next(
            StepRef step,
            Instant cursor,
            @Nullable ReadRow read,
            Map<StepRef, WaitSighting> seen,
            Map<Channel, List<EventRow>> channels) {
        WaitSighting wait = seen.get(step);
        Channel channel = read != null ? read.channel() : wait == null ? null : wait.channel();
        if (channel == null) {
            return null;
        }
        return channels.getOrDefault(channel, List.of()).stream()
                .filter(event -> event.acceptedAt().isAfter(cursor))
                .findFirst()
                .orElse(null);
    }
}
