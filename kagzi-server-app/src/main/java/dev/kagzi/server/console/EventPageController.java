package dev.kagzi.server.console;

import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.EventSnapshot.Concerned;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.audit.Unaudited;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.event.Events;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunNews;
import dev.kagzi.server.run.Trace;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Events, what they have started and woken, and the sending of one by hand. */
@ConsoleController
class EventPageController {

    private static final String FORM = "event-send";
    private static final int LOOKED_AT = 200;

    /** In this time whatever waits for an event has been told of it, and what it starts is there. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    /** Started and woken by one event. */
    private static final int RUNS = 100;

    private final Events events;
    private final RunNews runs;
    private final Namespaces namespaces;
    private final DatabaseClock clock;
    private final TypedText text;

    EventPageController(Events events, RunNews runs, Namespaces namespaces, DatabaseClock clock, TypedText text) {
        this.events = events;
        this.runs = runs;
        this.namespaces = namespaces;
        this.clock = clock;
        this.text = text;
    }

    @GetMapping("/events")
    String listEvents(
            NamespaceId namespace,
            @ModelAttribute("query") EventQuery query,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model,
            HttpServletResponse response) {
        Page<EventSnapshot> page = new Page<>(List.of(), null);
        try {
            page = list(namespace, query, cursor);
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
        }
        PageModel.add(model, "events", page, cursor, new Address(base + "/events", query.parameters()));
        model.addAttribute("lookedAt", LOOKED_AT);
        model.addAttribute("send", new Address(base + "/events/send", query.parameters()));
        return "events";
    }

    private Page<EventSnapshot> list(NamespaceId namespace, EventQuery query, @Nullable String cursor) {
        String name = query.nameOrNull();
        String key = query.keyOrNull();
        List<?> list = Arrays.asList("console-events", namespace, name, key);
        if (!query.isUnmatched()) {
            return events.list(namespace.value(), name, key, PageRequest.of(list, null, cursor));
        }
        // No index knows them: so many events are looked at, and not more.
        Page<EventSnapshot> page = events.list(namespace.value(), name, key, PageRequest.of(list, LOOKED_AT, cursor));
        return new Page<>(
                page.items().stream().filter(EventPageController::isUnmatched).toList(), page.nextCursor());
    }

    private static boolean isUnmatched(EventSnapshot event) {
        return event.startedRuns().isEmpty() && event.wokenRuns().isEmpty();
    }

    /** One event with its data and its runs. */
    @GetMapping("/events/{eventId}")
    String getEvent(NamespaceId namespace, @PathVariable("eventId") UUID eventId, Model model) {
        EventSnapshot event = events.find(namespace.value(), eventId, RUNS);
        List<UUID> concerned = Stream.of(event.startedRuns(), event.wokenRuns())
                .flatMap(List::stream)
                .map(Concerned::runId)
                .toList();
        model.addAttribute("event", event);
        model.addAttribute("most", RUNS);
        model.addAttribute("data", PayloadText.of(event.data()));
        model.addAttribute("isYoung", clock.now().isBefore(event.acceptedAt().plus(YOUNG)));
        model.addAttribute("statuses", runs.statuses(namespace.value(), concerned));
        return "event";
    }

    /** What the page shows the beginning of, as a file. */
    @GetMapping("/events/{eventId}/data")
    ResponseEntity<byte[]> getData(NamespaceId namespace, @PathVariable("eventId") UUID eventId) {
        Payload data = events.find(namespace.value(), eventId).data();
        if (data == null) {
            throw ProblemException.invalid("eventId", "is '%s', and that event has no data".formatted(eventId));
        }
        String file = eventId + (data.isEncoded() ? "-data.bin" : "-data.json");
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(data.bytes());
    }

    /** The form, filled with what the address says. */
    @GetMapping("/events/send")
    String getSend(NamespaceId namespace, FreshIds ids, @ModelAttribute("form") EventForm form, Model model) {
        model.addAttribute("form", form.withMadeId(ids.next().toString()));
        return FORM;
    }

    @PostMapping("/events/send")
    @Unaudited
    String publishEvent(
            NamespaceId namespace,
            FreshIds ids,
            @ModelAttribute("form") EventForm form,
            @ModelAttribute("base") String base,
            Model model,
            HttpServletResponse response) {
        try {
            // Not while the arguments are resolved: what was typed would be lost.
            namespaces.requireEnabled(namespace);
            EventSnapshot event =
                    events.publish(namespace.value(), form.request(text), ids.next(), Trace.ofRequest(null));
            return "redirect:" + base + "/events/" + event.eventId() + "?done=sent";
        } catch (ProblemException e) {
            FormProblems.show(e, response, model);
            // A form that was sent, gone back to and changed is another event.
            boolean isTaken = e.code() == ProblemCode.EVENT_ID_CONFLICT;
            model.addAttribute("form", isTaken ? form.withMadeId(ids.next().toString()) : form);
            return FORM;
        }
    }
}
