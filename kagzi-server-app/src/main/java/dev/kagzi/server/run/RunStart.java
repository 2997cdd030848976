package dev.kagzi.server.run;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunStartRepository.IdKey;
import dev.kagzi.server.worker.KnownWorkflow;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A start that has been checked, for a workflow that is known. */
record RunStart(UUID runId, KnownWorkflow workflow, StartRun request, NewRun.Origin origin, NewRun.Input input) {

    /** Its id under every name its workflow has or had; none without an id. */
    List<IdKey> idKeys() {
        String id = request.id();
        return id == null
                ? List.of()
                : workflow.names().stream().map(name -> new IdKey(name, id)).toList();
    }

    StartOutcome outcomeWithSameRunId(Run run) {
        if (!workflow.names().contains(run.workflow())) {
            return conflict("The runId '%s' belongs to a run of workflow '%s'".formatted(runId, run.workflow()));
        }
        if (request.id() != null && !request.id().equals(run.id())) {
            return conflict("The runId '%s' belongs to a run with %s"
                    .formatted(runId, run.id() == null ? "no id" : "the id '" + run.id() + "'"));
        }
        return hasSameInput(run)
                ? new StartOutcome.Found(run)
                : conflict("The runId '%s' belongs to a run with another input".formatted(runId));
    }

    StartOutcome outcomeWithSameId(Run run) {
        return hasSameInput(run)
                ? new StartOutcome.Found(run)
                : conflict("The id '%s' of workflow '%s' belongs to run '%s', which has another input"
                        .formatted(request.id(), workflow.name(), run.runId()));
    }

    private boolean hasSameInput(Run run) {
        return MessageDigest.isEqual(input.hash(), run.settings().inputHash());
    }

    private static StartOutcome conflict(String what) {
        return new StartOutcome.Refused(new ProblemException(
                ProblemCode.ID_CONFLICT, what + ". Nothing was started. Use another one, or repeat the same request."));
    }

    /** Whether {@code run}, if it has the same id, may be left behind. */
    boolean startsAnewAfter(Run run) {
        return Boolean.TRUE.equals(request.restartIfFinished()) && run.isFinal();
    }

    /** Whether a client asks for it, by request. */
    boolean isByClient() {
        return origin.isClient();
    }

    /** Whether somebody is told when it is refused: not so of what events and schedules start. */
    boolean isAnswered() {
        return isByClient() || origin.parentRunId() != null;
    }

    /** @param limitKey what its limits go by; null where its workflow has none */
    NewRun at(Instant now, @Nullable String limitKey) {
        return new NewRun(
                runId,
                workflow.name(),
                Objects.requireNonNullElse(request.version(), 0),
                request.id(),
                Objects.requireNonNullElse(request.priority(), workflow.priority()),
                request.maxAttempts(),
                Objects.requireNonNullElse(request.tags(), Map.of()),
                request.timeout() == null ? workflow.timeout() : request.timeout(),
                new NewRun.Schedule(now, availableAt(now)),
                origin,
                input,
                limitKey);
    }

    /** A start time that has passed means at once: it does not get ahead of those who wait. */
    private Instant availableAt(Instant now) {
        Duration delay = Objects.requireNonNullElse(request.delay(), Duration.ZERO);
        Instant startAt = request.startAt() == null ? now.plus(delay) : request.startAt();
        Instant stored = startAt.truncatedTo(ChronoUnit.MICROS);
        return stored.isBefore(now) ? now : stored;
    }
}
