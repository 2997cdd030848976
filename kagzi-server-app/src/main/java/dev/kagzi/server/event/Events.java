package dev.kagzi.server.event;

import dev.kagzi.protocol.EventResults.EventResult;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.EventSnapshot.Concerned;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.event.EventListRepository.Place;
import dev.kagzi.server.input.InstantText;
import dev.kagzi.server.input.PayloadRules;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.Trace;
import dev.kagzi.server.web.BatchItem;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.RequestReader;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Accepts events from outside and shows them. What belongs to another namespace does not exist. */
@Component
public class Events {

    private static final int MAX_EVENTS = 1_000;
    /** Runs shown with one event. */
    private static final int RUNS_WITH_EVENT = 1_000;
    /** Runs shown with each event of a list. */
    private static final int RUNS_IN_LIST = 20;

    private static final Place NEWEST = new Place(Instant.parse("+10000-01-01T00:00:00Z"), new UUID(0, 0));

    private final RequestReader reader;
    private final PayloadRules payloads;
    private final EventCommits commits;
    private final EventRepository events;
    private final EventListRepository lists;
    private final EventStartRepository concerned;
    private final ChannelRepository channels;
    private final WorkflowRegistry workflows;

    Events(
            RequestReader reader,
            PayloadRules payloads,
            EventCommits commits,
            EventRepository events,
            EventListRepository lists,
            EventStartRepository concerned,
            ChannelRepository channels,
            WorkflowRegistry workflows) {
        this.reader = reader;
        this.payloads = payloads;
        this.commits = commits;
        this.events = events;
        this.lists = lists;
        this.concerned = concerned;
        this.channels = channels;
        this.workflows = workflows;
    }

    /**
     * Accepts an event, or finds the one that an equal request has brought before. It is durable when this returns.
     *
     * @param freshId the event's id, unless the request names one
     * @throws ProblemException when the request is not valid, or its eventId belongs to another event
     */
    public EventSnapshot publish(UUID namespaceId, PublishEvent request, UUID freshId, Trace trace) {
        return answer(namespaceId, GroupCommit.await(commits.submit(namespaceId, checked(request, freshId, trace))));
    }

    /**
     * Accepts events, each for itself. All that are in the answer are durable when this returns.
     *
     * @throws ProblemException when there are none, or too many
     */
    List<EventResult> publish(UUID namespaceId, List<Payload> bodies, FreshIds ids, Trace trace) {
        if (bodies.isEmpty() || bodies.size() > MAX_EVENTS) {
            throw ProblemException.invalid(
                    "/events", "has %d entries, expected from 1 to %,d".formatted(bodies.size(), MAX_EVENTS));
        }
        // All are on their way before the first is waited for: that makes them share their transactions.
        List<BatchItem<CompletableFuture<EventOutcome>>> submitted = bodies.stream()
                .map(body -> submit(namespaceId, body, ids.next(), trace))
                .toList();
        List<BatchItem<EventSnapshot>> done = submitted.stream()
                .map(item -> item.then(outcome -> answer(namespaceId, GroupCommit.await(outcome))))
                .toList();
        if (done.stream().anyMatch(BatchItem::mayStillSucceed)) {
            ids.expectRepeat();
        }
        return done.stream().map(Events::result).toList();
    }

    private BatchItem<CompletableFuture<EventOutcome>> submit(
            UUID namespaceId, Payload body, UUID freshId, Trace trace) {
        return BatchItem.of(body)
                .then(event -> checked(reader.read(event.bytes(), PublishEvent.class), freshId, trace))
                .then(event -> commits.submit(namespaceId, event));
    }

    private static EventResult result(BatchItem<EventSnapshot> item) {
        return item.problem() == null ? EventResult.of(item.value()) : EventResult.of(item.problem());
    }

    private NewEvent checked(PublishEvent request, UUID freshId, Trace trace) {
        new Violations()
                .require(request.name() != null, "/name", "has to name the event")
                .text("/name", request.name(), TextRule.NAME)
                .text("/key", request.key(), TextRule.ID)
                .throwIfAny();
        payloads.check("/data", request.data());
        UUID eventId = request.eventId() == null ? freshId : request.eventId();
        Payload data = request.data() == null ? null : request.data().encodedFor(null);
        return new NewEvent(eventId, Channel.of(request.name(), request.key()), data, null, trace);
    }

    private EventSnapshot answer(UUID namespaceId, EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Accepted accepted) {
            return shown(namespaceId, List.of(accepted.event()), RUNS_WITH_EVENT)
                    .get(0);
        }
        throw ((EventOutcome.Refused) outcome).problem();
    }

    /** @throws ProblemException when there is no such event */
    public EventSnapshot find(UUID namespaceId, UUID eventId) {
        return find(namespaceId, eventId, RUNS_WITH_EVENT);
    }

    /**
     * The same with so many of the runs that it has started, and of those that it has woken.
     *
     * @throws ProblemException when there is no such event
     */
    public EventSnapshot find(UUID namespaceId, UUID eventId, int runs) {
        StoredEvent event = events.find(namespaceId, eventId)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.EVENT_NOT_FOUND,
                        "There is no event '%s' in this namespace. It may belong to another one, or be older than the retention."
                                .formatted(eventId)));
        return shown(namespaceId, List.of(event), runs).get(0);
    }

    /** Newest first, without data. */
    public Page<EventSnapshot> list(UUID namespaceId, @Nullable String name, @Nullable String key, PageRequest page) {
        new Violations()
                .text("name", name, TextRule.NAME)
                .text("key", key, TextRule.ID)
                .require(key == null || name != null, "key", "needs a 'name' beside it")
                .throwIfAny();
        List<StoredEvent> found = lists.list(namespaceId, name, key, place(page), page.limit() + 1);
        Page<StoredEvent> shown = page.page(
                found,
                event -> List.of(event.acceptedAt().toString(), event.eventId().toString()));
        return new Page<>(shown(namespaceId, shown.items(), RUNS_IN_LIST), shown.nextCursor());
    }

    private static Place place(PageRequest page) {
        if (page.after().isEmpty()) {
            return NEWEST;
        }
        try {
            return new Place(
                    InstantText.parse(page.after().get(0)),
                    UUID.fromString(page.after().get(1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw PageRequest.invalidCursor();
        }
    }

    private List<EventSnapshot> shown(UUID namespaceId, List<StoredEvent> found, int runs) {
        if (found.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = found.stream().map(StoredEvent::eventId).toList();
        Map<UUID, List<Concerned>> started = concerned.started(namespaceId, ids, runs + 1);
        Map<UUID, List<Concerned>> woken = concerned.woken(namespaceId, ids, runs + 1);
        return found.stream()
                .map(event -> shown(
                        namespaceId,
                        event,
                        started.getOrDefault(event.eventId(), List.of()),
                        woken.getOrDefault(event.eventId(), List.of()),
                        runs))
                .toList();
    }

    private EventSnapshot shown(
            UUID namespaceId, StoredEvent event, List<Concerned> started, List<Concerned> woken, int runs) {
        boolean more = started.size() > runs
                || woken.size() > runs
                || runs != RUNS_IN_LIST && channels.isSpreading(namespaceId, event.channel());
        return new EventSnapshot(
                event.eventId(),
                event.channel().name(),
                event.channel().keyOrNull(),
                event.data(),
                event.acceptedAt(),
                named(namespaceId, started, runs),
                named(namespaceId, woken, runs),
                more);
    }

    private List<Concerned> named(UUID namespaceId, List<Concerned> runs, int limit) {
        return runs.stream()
                .limit(limit)
                .map(run -> new Concerned(run.runId(), workflows.nameOf(namespaceId, run.workflow())))
                .toList();
    }
}
