package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Emission;
import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.evidence.EventRows.EventRow;
import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** An event that was sent when another of its name and key had been accepted comes after that one, and is read after it. */
final class EventOrder implements Invariant {

    private record Reader(UUID run, Channel channel) {}

    /** When an event was sent first, and when it was first known to be accepted. */
    private record Sent(UUID event, Channel channel, long sentNanos, long acceptedNanos) {

        private static Sent of(List<Emission> emissions) {
            return new Sent(
                    emissions.get(0).event(),
                    emissions.get(0).channel(),
                    emissions.stream().mapToLong(Emission::sentNanos).min().orElseThrow(),
                    emissions.stream()
                            .filter(Emission::accepted)
                            .mapToLong(Emission::endedNanos)
                            .min()
                            .orElse(Long.MAX_VALUE));
        }
    }

    @Override
    public String name() {
        return "I15 events in order";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, Sent> sent =
                evidence.emissions().stream().collect(Collectors.groupingBy(Emission::event)).values().stream()
                        .map(Sent::of)
                        .collect(Collectors.toMap(Sent::event, event -> event));
        Map<UUID, EventRow> events = evidence.tables().events().eventsById();
        sent.values().stream()
                .filter(event -> events.containsKey(event.event()))
                .collect(Collectors.groupingBy(Sent::channel))
                .values()
                .forEach(channel -> checkAccepted(channel, events, findings));
        readsInOrder(evidence).values().forEach(reads -> checkReads(reads, sent, findings));
    }

    private static void checkAccepted(List<Sent> channel, Map<UUID, EventRow> events, Findings findings) {
        List<Sent> byEnd = channel.stream()
                .filter(event -> event.acceptedNanos() != Long.MAX_VALUE)
                .sorted(Comparator.comparingLong(Sent::acceptedNanos))
                .toList();
        int next = 0;
        Instant newest = Instant.MIN;
        for (Sent event : channel.stream()
                .sorted(Comparator.comparingLong(Sent::sentNanos))
                .toList()) {
            while (next < byEnd.size() && byEnd.get(next).acceptedNanos() < event.sentNanos()) {
                Instant at = acceptedAt(byEnd.get(next), events);
                newest = at.isAfter(newest) ? at : newest;
                next++;
            }
            findings.check(
                    acceptedAt(event, events).isAfter(newest),
                    "%s was accepted at %s, one that was answered before it was sent at %s",
                    event,
                    acceptedAt(event, events),
                    newest);
        }
    }

    private static void checkReads(List<ReadRow> reads, Map<UUID, Sent> sent, Findings findings) {
        for (int i = 1; i < reads.size(); i++) {
            ReadRow before = reads.get(i - 1);
            ReadRow read = reads.get(i);
            Sent first = sent.get(before.event());
            Sent second = sent.get(read.event());
            findings.check(
                    read.acceptedAt().isAfter(before.acceptedAt())
                            && (first == null || second == null || second.acceptedNanos() >= first.sentNanos()),
                    "%s was read after %s",
                    read,
                    before);
        }
    }

    /** What each run has read of a channel, in the order of its steps: the load reads no channel in branches. */
    private static Map<Reader, List<ReadRow>> readsInOrder(Evidence evidence) {
        Map<StepRef, StepRow> steps = evidence.tables().stepsByRef();
        Map<Reader, List<ReadRow>> reads = new HashMap<>();
        evidence.tables().events().reads().stream()
                .filter(read -> steps.containsKey(read.step()))
                .sorted(Comparator.comparingInt(
                        read -> Objects.requireNonNull(steps.get(read.step())).position()))
                .forEach(read -> reads.computeIfAbsent(
                                new Reader(read.step().run(), read.channel()), key -> new ArrayList<>())
                        .add(read));
        return reads;
    }

    private static Instant acceptedAt(Sent event, Map<UUID, EventRow> events) {
        EventRow row = events.get(event.event());
        return row == null ? Instant.MIN : row.acceptedAt();
    }
}
