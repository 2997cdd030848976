package dev.kagzi.server.lease;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.web.RawBody;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The worker's door: polls, reports and renewals. */
@RestController
@RequestMapping("/api/v1/worker/sessions/{workerId}")
class LeaseController {

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int MOST_FREE = 100_000;

    private final Polls polls;
    private final ClaimLines lines;
    private final Reports reports;
    private final Leases leases;
    private final Steps steps;

    LeaseController(Polls polls, ClaimLines lines, Reports reports, Leases leases, Steps steps) {
        this.polls = polls;
        this.lines = lines;
        this.reports = reports;
        this.leases = leases;
        this.steps = steps;
    }

    /** Claims runs, waiting for them, and hears what is new of the runs that are held. A newer poll ends an older one. */
    @PostMapping("/poll")
    DeferredResult<PollAnswer> poll(NamespaceId namespace, @PathVariable UUID workerId, @RequestBody Poll request) {
        Duration wait = check(request);
        ClaimRequest claim = new ClaimRequest(
                namespace.value(),
                workerId,
                request.requestId(),
                System.nanoTime(),
                request.free(),
                lines.of(namespace.value(), request.workflows()),
                Boolean.TRUE.equals(request.confirms()));
        // The answer comes by itself when the wait is over; the container's own limit is only there for accidents.
        DeferredResult<PollAnswer> result =
                new DeferredResult<>(wait.plus(DEFAULT_WAIT).toMillis());
        CompletableFuture<PollAnswer> open = polls.open(claim, wait);
        open.whenComplete((answer, failure) -> {
            if (failure == null) {
                result.setResult(answer);
            } else {
                result.setErrorResult(failure);
            }
        });
        // Whoever has been answered otherwise, as with a key that was revoked meanwhile, waits no more.
        result.onCompletion(() -> open.cancel(false));
        return result;
    }

    private static Duration check(Poll request) {
        Duration wait = request.waitFor() == null ? DEFAULT_WAIT : request.waitFor();
        Violations violations = new Violations()
                .require(request.requestId() >= 1, "/requestId", "is at least 1")
                .require(request.free() >= 0 && request.free() <= MOST_FREE, "/free", "is between 0 and " + MOST_FREE)
                .require(wait.compareTo(LONGEST_WAIT) <= 0, "/wait", "is at most " + LONGEST_WAIT);
        for (int i = 0; i < request.workflows().size(); i++) {
            Poll.Wanted wanted = request.workflows().get(i);
            violations
                    .text("/workflows/" + i + "/name", wanted.name(), TextRule.NAME)
                    .require(wanted.free() >= 0, "/workflows/" + i + "/free", "is not negative")
                    .require(
                            wanted.versions().stream().allMatch(version -> version != null && version >= 1),
                            "/workflows/" + i + "/versions",
                            "are at least 1");
        }
        violations.throwIfAny();
        return wait;
    }

    /** Takes reports; all are durable when this answers. */
    @PostMapping("/reports")
    ReportResults report(
            NamespaceId namespace,
            @PathVariable UUID workerId,
            @RequestBody RawBody<dev.kagzi.protocol.worker.Reports> body) {
        return reports.accept(namespace.value(), body.bytes());
    }

    /** Renews the leases of the runs that are held, and hears what is new of them. */
    @PostMapping("/renew")
    Renewed renew(NamespaceId namespace, @PathVariable UUID workerId, @RequestBody Renew request) {
        return leases.renew(namespace.value(), workerId, request);
    }

    /** Ends a session. What it still holds is released at once, without costing an attempt. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void closeSession(NamespaceId namespace, @PathVariable UUID workerId) {
        leases.close(namespace.value(), workerId);
    }

    /**
     * Gives the rest of a long history.
     *
     * @param after the moreSteps of the page before
     */
    @GetMapping("/runs/{runId}/steps")
    StepPage listHistory(
            NamespaceId namespace,
            @PathVariable UUID workerId,
            @PathVariable UUID runId,
            @RequestParam(required = false) String after) {
        if (!leases.isHeldBy(namespace.value(), workerId, runId)) {
            throw new ProblemException(
                    ProblemCode.RUN_NOT_FOUND, "Worker '" + workerId + "' does not hold run '" + runId + "'.");
        }
        try {
            return steps.history(namespace.value(), runId, after);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_CURSOR,
                    "'after' is '" + after + "'; it has to be the 'moreSteps' of the page before.");
        }
    }
}
