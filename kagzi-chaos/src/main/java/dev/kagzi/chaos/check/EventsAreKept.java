package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Emission;
import dev.kagzi.chaos.evidence.EventRows;
import dev.kagzi.chaos.evidence.EventRows.EventRow;
import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.EventRows.StartRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** An accepted event is kept as it was sent, ends one wait of a run at most and starts one run at most. */
final class EventsAreKept implements Invariant {

    private record Reader(UUID run, UUID event) {}

    private record Started(UUID event, String workflow) {}

    @Override
    public String name() {
        return "I14 events are kept, and read once";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        EventRows rows = evidence.tables().events();
        Map<UUID, EventRow> events = rows.eventsById();
        checkAccepted(evidence, events, findings);
        checkReads(evidence.tables(), events, findings);
        checkStarts(evidence, findings);
        checkEmitted(evidence.tables(), findings);
    }

    private static void checkAccepted(Evidence evidence, Map<UUID, EventRow> events, Findings findings) {
        Set<UUID> sent = new HashSet<>();
        for (Emission emission : evidence.emissions()) {
            sent.add(emission.event());
            EventRow event = events.get(emission.event());
            if (emission.accepted()) {
                findings.check(
                        event != null
                                && event.channel().equals(emission.channel())
                                && Objects.equals(event.data(), emission.data()),
                        "%s was accepted, kept is %s",
                        emission,
                        event);
            }
        }
        events.values()
                .forEach(event -> findings.check(
                        event.emittedBy() != null || sent.contains(event.event()), "%s was emitted by nobody", event));
    }

    private static void checkReads(Tables tables, Map<UUID, EventRow> events, Findings findings) {
        Map<StepRef, StepRow> steps = tables.stepsByRef();
        Set<StepRef> ended = new HashSet<>();
        Set<Reader> read = new HashSet<>();
        for (ReadRow row : tables.events().reads()) {
            EventRow event = events.get(row.event());
            StepRow step = steps.get(row.step());
            findings.check(ended.add(row.step()), "wait %s was ended by two events", row.step());
            findings.check(
                    read.add(new Reader(row.step().run(), row.event())),
                    "event %s has ended two waits of run %s",
                    row.event(),
                    row.step().run());
            findings.check(
                    event != null
                            && event.channel().equals(row.channel())
                            && event.acceptedAt().equals(row.acceptedAt()),
                    "%s has read %s",
                    row,
                    event);
            findings.check(
                    step != null
                            && step.status().equals("COMPLETED")
                            && event != null
                            && step.outcome().equals(Objects.requireNonNullElse(event.data(), "")),
                    "%s has brought %s, the step is %s",
                    row,
                    event,
                    step);
        }
        for (StepRow step : tables.steps()) {
            if (step.kind().equals("EVENT") && !step.outcome().isEmpty()) {
                findings.check(ended.contains(step.step()), "step %s got an event that it has not read", step.step());
            }
        }
    }

    private static void checkStarts(Evidence evidence, Findings findings) {
        Tables tables = evidence.tables();
        Map<UUID, RunRow> runs = tables.runsById();
        Map<UUID, EventRow> events = tables.events().eventsById();
        Set<Started> started = new HashSet<>();
        Set<UUID> starting = new HashSet<>();
        for (StartRow start : tables.events().starts()) {
            EventRow event = events.get(start.event());
            RunRow run = runs.get(start.run());
            starting.add(start.event());
            findings.check(
                    started.add(new Started(start.event(), start.workflow())),
                    "event %s has started two runs of %s",
                    start.event(),
                    start.workflow());
            findings.check(
                    event != null && run != null && Objects.equals(run.input(), event.data()),
                    "%s: the event is %s, the run %s",
                    start,
                    event,
                    run);
        }
        Instant registered = tables.history().stream()
                .filter(HistoryRow::claims)
                .map(HistoryRow::at)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        for (EventRow event : events.values()) {
            if (event.channel().name().equals(evidence.setting().startingEvent())
                    && event.acceptedAt().isAfter(registered)) {
                findings.check(starting.contains(event.event()), "%s has started no run", event);
            }
        }
    }

    /** Each recorded emission of a run is one event. */
    private static void checkEmitted(Tables tables, Findings findings) {
        Map<UUID, List<EventRow>> emitted = tables.events().events().stream()
                .filter(event -> event.emittedBy() != null)
                .collect(Collectors.groupingBy(event -> Objects.requireNonNull(event.emittedBy())));
        Map<UUID, Long> steps = tables.steps().stream()
                .filter(step -> step.kind().equals("EMIT") && step.recorded())
                .collect(Collectors.groupingBy(step -> step.step().run(), Collectors.counting()));
        Set<UUID> runs = new HashSet<>(emitted.keySet());
        runs.addAll(steps.keySet());
        for (UUID run : runs) {
            int events = emitted.getOrDefault(run, List.of()).size();
            findings.check(
                    events == steps.getOrDefault(run, 0L),
                    "run %s has emitted %s events in %s steps",
                    run,
                    events,
                    steps.getOrDefault(run, 0L));
        }
    }
}
