package dev.kagzi.server.run;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.FreshIds;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What becomes of one run: to be waited for, followed and changed. */
@RestController
@RequestMapping(RunController.PATH + "/{runId}")
class RunCourseController {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    /** Time a request gets beyond its wait before the web server gives up on it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final RunResults results;
    private final RunStreams streams;
    private final RunChanges changes;
    private final RunRestarts restarts;

    RunCourseController(RunResults results, RunStreams streams, RunChanges changes, RunRestarts restarts) {
        this.results = results;
        this.streams = streams;
        this.changes = changes;
        this.restarts = restarts;
    }

    /**
     * Waits for the end of a run. Answers with the run as it then is, at the latest when the wait is over.
     *
     * @param wait at most 60s; 0s without it
     */
    @GetMapping("/result")
    DeferredResult<RunSnapshot> awaitResult(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "wait", defaultValue = "0s") Duration wait) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw ProblemException.invalid("wait", "is '%s' and has to be at most '%s'".formatted(wait, LONGEST_WAIT));
        }
        DeferredResult<RunSnapshot> answer =
                new DeferredResult<>(wait.plus(GRACE).toMillis());
        results.await(namespace.value(), runId, wait).whenComplete((run, failure) -> {
            if (failure == null) {
                answer.setResult(run);
            } else {
                answer.setErrorResult(Objects.requireNonNullElse(failure.getCause(), failure));
            }
        });
        return answer;
    }

    /**
     * Follows a run: sends an event 'run' now and whenever it has changed, until it is finished, and a comment every 15 seconds.
     * Only the newest state is sent.
     *
     * @param lastEventId id of the last event that has arrived: nothing is sent until the run has changed since
     */
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> streamRun(
            HttpMethod method,
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "") String lastEventId) {
        if (method == HttpMethod.HEAD) {
            // Nobody would read what a stream has to say.
            streams.existing(namespace.value(), runId);
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).build();
        }
        return streams.follow(namespace.value(), runId, lastEventId)
                .map(stream -> ResponseEntity.ok(stream.emitter()))
                .orElse(ResponseEntity.noContent().build());
    }

    /** Cancels a run. One that can be undone ends when it is, unless by force. A repeat answers with the run as it is. */
    @PostMapping("/cancel")
    RunSnapshot cancelRun(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestBody(required = false) @Nullable CancelRun request) {
        return changes.cancel(namespace.value(), runId, request == null ? new CancelRun(null, null) : request);
    }

    /** Lets a run that is FAILED or NEEDS_ATTENTION go on from where it ended. */
    @PostMapping("/retry")
    RunSnapshot retryRun(NamespaceId namespace, @PathVariable("runId") UUID runId) {
        return changes.retry(namespace.value(), runId);
    }

    /**
     * Starts a new run with the same input, from the beginning or with the history before a step.
     *
     * @param traceparent W3C Trace Context of the caller: the new run belongs to that trace
     */
    @PostMapping("/restart")
    ResponseEntity<RunSnapshot> restartRun(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @PathVariable("runId") UUID runId,
            @RequestHeader(name = Trace.HEADER, required = false) @Nullable String traceparent,
            @RequestBody(required = false) @Nullable RestartRun request) {
        return RunController.created(restarts.restart(
                namespace.value(),
                runId,
                request == null ? new RestartRun(null) : request,
                ids.next(),
                Trace.ofRequest(traceparent)));
    }
}
