package dev.kagzi.server.run;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartResults;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StartRuns;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.server.audit.Unaudited;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.RawBody;
import dev.kagzi.server.web.RequestReader;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(RunController.PATH)
class RunController {

    static final String PATH = "/api/v1/runs";

    private final RequestReader reader;
    private final Runs runs;
    private final BatchStarts batches;

    RunController(RequestReader reader, Runs runs, BatchStarts batches) {
        this.reader = reader;
        this.runs = runs;
        this.batches = batches;
    }

    /**
     * Starts a run. It is durable when this answers; a repeat with the same runId or id finds the run that is there.
     *
     * @param traceparent W3C Trace Context of the caller: the run belongs to that trace
     */
    @PostMapping
    @Unaudited
    ResponseEntity<RunSnapshot> startRun(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @RequestHeader(name = Trace.HEADER, required = false) @Nullable String traceparent,
            @RequestBody StartRun request) {
        return created(runs.start(namespace.value(), request, ids.next(), Trace.ofRequest(traceparent)));
    }

    /**
     * Starts up to 1,000 runs, each for itself: one that is refused keeps no other from being started.
     *
     * @param traceparent W3C Trace Context of the caller: the runs belong to that trace
     */
    @PostMapping("/batch")
    @Unaudited
    StartResults startRuns(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @RequestHeader(name = Trace.HEADER, required = false) @Nullable String traceparent,
            @RequestBody RawBody<StartRuns> body) {
        BatchBody request = reader.read(body.bytes(), BatchBody.class);
        return new StartResults(batches.start(namespace.value(), request.runs(), ids, Trace.ofRequest(traceparent)));
    }

    /** Starts as they came: each is read on its own. */
    record BatchBody(List<Payload> runs) {}

    /**
     * Lists runs, newest first, without inputs and outputs. A page may have fewer items than its limit, or none; the list ends where
     * there is no nextCursor.
     *
     * @param workflow name of a workflow, or one of its aliases
     * @param statuses one or several statuses; all without it
     * @param id the caller's id
     * @param parent id of a run: its children
     * @param schedule id of a schedule: the runs it has started
     * @param createdAfter exclusive
     * @param createdBefore exclusive
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before, with the same filters
     */
    @GetMapping
    Page<RunSnapshot> listRuns(
            NamespaceId namespace,
            @RequestParam(name = "workflow", required = false) @Nullable String workflow,
            @RequestParam(name = "status", required = false) @Nullable List<RunStatus> statuses,
            @RequestParam(name = "id", required = false) @Nullable String id,
            @RequestParam(name = "parent", required = false) @Nullable UUID parent,
            @RequestParam(name = "schedule", required = false) @Nullable String schedule,
            @RequestParam(name = "createdAfter", required = false) @Nullable Instant createdAfter,
            @RequestParam(name = "createdBefore", required = false) @Nullable Instant createdBefore,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam MultiValueMap<String, String> parameters) {
        RunFilter filter = new RunFilter(
                workflow,
                statuses(Objects.requireNonNullElse(statuses, List.of())),
                id,
                tags(parameters.getOrDefault("tag", List.of())),
                parent,
                schedule,
                createdAfter,
                createdBefore);
        return runs.list(namespace.value(), filter, PageRequest.of(List.of("runs", namespace, filter), limit, cursor));
    }

    /** What stands empty between commas, or in one of several parameters, arrives as null. */
    private static SortedSet<RunStatus> statuses(List<@Nullable RunStatus> parameters) {
        SortedSet<RunStatus> statuses = new TreeSet<>();
        for (RunStatus status : parameters) {
            if (status == null) {
                throw ProblemException.invalid(
                        "status", "has to be one of %s, and is empty".formatted(Arrays.toString(RunStatus.values())));
            }
            statuses.add(status);
        }
        return statuses;
    }

    /** Read from the raw values: a tag's value may hold a comma. */
    private static SortedMap<String, String> tags(List<String> parameters) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (String parameter : parameters) {
            int colon = parameter.indexOf(':');
            if (colon < 1) {
                throw ProblemException.invalid("tag", "has to be written as 'name:value'");
            }
            String name = parameter.substring(0, colon);
            String value = parameter.substring(colon + 1);
            String other = tags.put(name, value);
            if (other != null && !other.equals(value)) {
                throw ProblemException.invalid(
                        "tag",
                        "asks for '%s' with two values, '%s' and '%s'; a run has one"
                                .formatted(name, Printable.excerpt(other), Printable.excerpt(value)));
            }
        }
        return tags;
    }

    /**
     * Shows a run with its input and output.
     *
     * @param include 'steps' for the first thousand steps, or as many as fit into 8 MiB; moreSteps is true when there are more
     */
    @GetMapping("/{runId}")
    RunSnapshot getRun(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "include", defaultValue = "") List<String> include) {
        include.stream().filter(part -> !part.equals("steps")).findFirst().ifPresent(part -> {
            throw ProblemException.invalid("include", "has to be 'steps' or absent");
        });
        return include.isEmpty() ? runs.find(namespace.value(), runId) : runs.findWithSteps(namespace.value(), runId);
    }

    /**
     * Lists the steps of a run, in call order per branch.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping("/{runId}/steps")
    Page<StepSnapshot> listSteps(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return runs.steps(namespace.value(), runId, PageRequest.of(List.of("steps", namespace, runId), limit, cursor));
    }

    /**
     * Lists the attempts of those steps of a run that took more than one, in the order of the steps' names.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping("/{runId}/attempts")
    Page<AttemptSnapshot> listAttempts(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return runs.attempts(
                namespace.value(), runId, PageRequest.of(List.of("attempts", namespace, runId), limit, cursor));
    }

    /**
     * Lists the changes of a run's status, oldest first: when, by whom, why.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping("/{runId}/history")
    Page<RunTransition> listTransitions(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return runs.history(
                namespace.value(), runId, PageRequest.of(List.of("history", namespace, runId), limit, cursor));
    }

    /** 201 for a run that is new, 200 for one that was there. */
    static ResponseEntity<RunSnapshot> created(RunSnapshot run) {
        URI location = URI.create(PATH + "/" + run.runId());
        return Boolean.TRUE.equals(run.created())
                ? ResponseEntity.created(location).body(run)
                : ResponseEntity.ok(run);
    }
}
