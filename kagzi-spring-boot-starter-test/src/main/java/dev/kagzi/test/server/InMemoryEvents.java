package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.EventResults;
import dev.kagzi.protocol.EventResults.EventResult;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.EventSnapshot.Concerned;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.PublishEvents;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The endpoints under {@code /api/v1/events}. */
public final class InMemoryEvents {

    private static final int MOST_AT_ONCE = 1_000;
    private static final int RUNS_IN_LIST = 20;
    private static final int RUNS_WITH_EVENT = 1_000;

    private final State state;
    private final Turn turn;
    private final EventDeliveries deliveries;

    InMemoryEvents(State state, Turn turn, EventDeliveries deliveries) {
        this.state = state;
        this.turn = turn;
        this.deliveries = deliveries;
    }

    /** {@code POST /events} */
    public EventSnapshot publish(PublishEvent request) {
        return turn.change(() -> snapshot(accept(request), RUNS_WITH_EVENT, false));
    }

    /** {@code POST /events/batch} */
    public EventResults publish(PublishEvents request) {
        int size = request.events().size();
        if (size < 1 || size > MOST_AT_ONCE) {
            throw RefusedException.invalid("/events", "has %d entries, expected from 1 to 1,000".formatted(size));
        }
        return turn.change(() ->
                new EventResults(request.events().stream().map(this::result).toList()));
    }

    private EventResult result(PublishEvent request) {
        try {
            return EventResult.of(snapshot(accept(request), RUNS_WITH_EVENT, false));
        } catch (RefusedException e) {
            return EventResult.of(e.problem());
        }
    }

    private StoredEvent accept(PublishEvent request) {
        new Checks()
                .require(request.name() != null, "/name", "has to name the event")
                .text("/name", request.name(), Checks.NAME)
                .text("/key", request.key(), Checks.ID)
                .done();
        Checks.requirePayload("/data", request.data(), state.settings);
        UUID eventId = request.eventId() == null ? UuidCreator.getTimeOrderedEpoch() : request.eventId();
        Channel channel = Channel.of(request.name(), request.key());
        StoredEvent before = state.events.get(eventId);
        if (before == null) {
            return deliveries.accept(
                    eventId,
                    channel,
                    request.data() == null ? null : request.data().encodedFor(null));
        } else if (!before.channel.equals(channel)
                || !MessageDigest.isEqual(Payloads.hash(before.data), Payloads.hash(request.data()))) {
            throw new RefusedException(
                    ProblemCode.EVENT_ID_CONFLICT,
                    "The eventId '%s' belongs to an event with another name, key or data.".formatted(eventId));
        }
        return before;
    }

    /** {@code GET /events/{eventId}} */
    public EventSnapshot get(UUID eventId) {
        return turn.read(() -> {
            StoredEvent event = state.events.get(eventId);
            if (event == null) {
                throw new RefusedException(
                        ProblemCode.EVENT_NOT_FOUND, "There is no event '%s' in this namespace.".formatted(eventId));
            }
            return snapshot(event, RUNS_WITH_EVENT, true);
        });
    }

    /** {@code GET /events} */
    public Page<EventSnapshot> list(@Nullable String name, @Nullable String key, Pages page) {
        new Checks()
                .text("name", name, Checks.NAME)
                .text("key", key, Checks.ID)
                .require(key == null || name != null, "key", "needs a 'name' beside it")
                .done();
        return turn.read(() -> page.of(
                Arrays.asList("events", name, key),
                state.events.values().stream()
                        .filter(event -> name == null || event.channel.name().equals(name))
                        .filter(event -> key == null || event.channel.key().equals(key))
                        .sorted(Comparator.comparing(StoredEvent::place).reversed())
                        .map(event -> snapshot(event, RUNS_IN_LIST, false))
                        .toList(),
                event -> event.eventId().toString()));
    }

    private EventSnapshot snapshot(StoredEvent event, int runs, boolean withData) {
        return new EventSnapshot(
                event.eventId,
                event.channel.name(),
                event.channel.keyOrNull(),
                withData ? event.data : null,
                event.acceptedAt,
                named(event.started, runs),
                named(event.woken, runs),
                event.started.size() > runs || event.woken.size() > runs);
    }

    private List<Concerned> named(List<Concerned> runs, int limit) {
        return runs.stream()
                .limit(limit)
                .map(run -> new Concerned(run.runId(), state.workflows.nameOf(run.workflow())))
                .toList();
    }
}
