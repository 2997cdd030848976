package dev.kagzi.server.event;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.BatchWriter;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.event.EventDeliveries.Locked;
import dev.kagzi.server.input.PayloadRules;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.wake.WakeableRun;
import dev.kagzi.server.wake.Wakes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Accepts events from outside, many in one transaction. */
@Component
class EventBatch implements BatchWriter<NewEvent, EventOutcome> {

    private final EventDeliveries deliveries;
    private final EventRepository events;
    private final Wakes wakes;
    private final DatabaseClock clock;

    EventBatch(EventDeliveries deliveries, EventRepository events, Wakes wakes, DatabaseClock clock) {
        this.deliveries = deliveries;
        this.events = events;
        this.wakes = wakes;
        this.clock = clock;
    }

    @Override
    public List<EventOutcome> write(UUID namespaceId, List<NewEvent> batch) {
        Set<Channel> channels = batch.stream().map(NewEvent::channel).collect(Collectors.toSet());
        Locked locked = deliveries.lock(namespaceId, Set.of(), channels, clock.now());
        // Under the channels' locks: a repeat that is on its way elsewhere is there, or will find this one.
        Map<UUID, StoredEvent> before = events.findAll(
                namespaceId, batch.stream().map(NewEvent::eventId).toList());
        Map<UUID, NewEvent> fresh = new LinkedHashMap<>();
        batch.stream()
                .filter(event -> !before.containsKey(event.eventId()))
                .forEach(event -> fresh.putIfAbsent(event.eventId(), event));
        List<WakeableRun> runs = fresh.isEmpty() ? List.of() : wakes.lock(namespaceId, locked.waiting());
        Instant now = clock.now();
        Map<UUID, AcceptedEvent> accepted = deliveries
                .acceptAndDeliver(
                        namespaceId,
                        locked,
                        List.of(),
                        List.copyOf(fresh.values()),
                        runs.stream().map(WakeableRun::runId).toList(),
                        now)
                .stream()
                .collect(Collectors.toMap(AcceptedEvent::eventId, event -> event));
        return outcomes(batch, before, accepted);
    }

    private static List<EventOutcome> outcomes(
            List<NewEvent> batch, Map<UUID, StoredEvent> before, Map<UUID, AcceptedEvent> accepted) {
        List<EventOutcome> outcomes = new ArrayList<>(batch.size());
        for (NewEvent event : batch) {
            AcceptedEvent now = accepted.get(event.eventId());
            StoredEvent stored = now == null ? before.get(event.eventId()) : now.stored();
            if (stored == null || !isSame(event, stored)) {
                outcomes.add(new EventOutcome.Refused(conflict(event)));
            } else {
                outcomes.add(new EventOutcome.Accepted(stored));
            }
        }
        return outcomes;
    }

    private static boolean isSame(NewEvent event, StoredEvent stored) {
        return event.channel().equals(stored.channel())
                && MessageDigest.isEqual(PayloadRules.hash(event.data()), stored.dataHash());
    }

    private static ProblemException conflict(NewEvent event) {
        return new ProblemException(
                ProblemCode.EVENT_ID_CONFLICT,
                "The eventId '%s' belongs to an event with another name, key or data. Nothing was accepted. Make a new one, or repeat the same request."
                        .formatted(event.eventId()));
    }
}
