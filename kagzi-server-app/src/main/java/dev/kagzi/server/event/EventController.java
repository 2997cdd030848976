package dev.kagzi.server.event;

import dev.kagzi.protocol.EventResults;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.PublishEvents;
import dev.kagzi.server.audit.Unaudited;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.run.Trace;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.RawBody;
import dev.kagzi.server.web.RequestReader;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/events")
class EventController {

    private final RequestReader reader;
    private final Events events;

    EventController(RequestReader reader, Events events) {
        this.reader = reader;
        this.events = events;
    }

    /**
     * Accepts an event: it starts the workflows that are declared on it and wakes the runs that wait for it. It is durable when this
     * answers; a repeat with the same eventId finds the event that is there.
     *
     * @param traceparent W3C Trace Context of the caller: the runs it starts belong to that trace
     */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Unaudited
    EventSnapshot publishEvent(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @RequestHeader(name = Trace.HEADER, required = false) @Nullable String traceparent,
            @RequestBody PublishEvent request) {
        return events.publish(namespace.value(), request, ids.next(), Trace.ofRequest(traceparent));
    }

    /**
     * Accepts up to 1,000 events, each for itself: one that is refused keeps no other from being accepted.
     *
     * @param traceparent W3C Trace Context of the caller: the runs they start belong to that trace
     */
    @PostMapping("/batch")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Unaudited
    EventResults publishEvents(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @RequestHeader(name = Trace.HEADER, required = false) @Nullable String traceparent,
            @RequestBody RawBody<PublishEvents> body) {
        BatchBody request = reader.read(body.bytes(), BatchBody.class);
        return new EventResults(events.publish(namespace.value(), request.events(), ids, Trace.ofRequest(traceparent)));
    }

    /** Events as they came: each is read on its own. */
    record BatchBody(List<Payload> events) {}

    /**
     * Lists events, newest first, without their data and with at most 20 runs each.
     *
     * @param name name of the events
     * @param key key of the events; needs a name beside it
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before, with the same filters
     */
    @GetMapping
    Page<EventSnapshot> listEvents(
            NamespaceId namespace,
            @RequestParam(name = "name", required = false) @Nullable String name,
            @RequestParam(name = "key", required = false) @Nullable String key,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return events.list(
                namespace.value(),
                name,
                key,
                PageRequest.of(Arrays.asList("events", namespace, name, key), limit, cursor));
    }

    /** Shows an event with its data and with the runs it has started and woken, at most 1,000 of each. */
    @GetMapping("/{eventId}")
    EventSnapshot getEvent(NamespaceId namespace, @PathVariable("eventId") UUID eventId) {
        return events.find(namespace.value(), eventId);
    }
}
