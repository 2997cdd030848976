package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.test.server.State.IdKey;
import dev.kagzi.test.server.StoredRun.Input;
import dev.kagzi.test.server.StoredRun.Origin;
import dev.kagzi.test.server.Workflows.Known;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts runs. */
final class RunStarts {

    private static final Duration FURTHEST = Duration.ofDays(3_650);
    private static final int MAX_PRIORITY = 1_000_000;

    private final State state;

    RunStarts(State state) {
        this.state = state;
    }

    /** A run that was started, or was there. */
    record Started(StoredRun run, boolean created) {}

    /** What a client asks for. */
    Started start(StartRun request) {
        check(request);
        return start(request, Origin.CLIENT, Payloads.input(request.input(), request.inputHash()));
    }

    private void check(StartRun request) {
        Checks checks = new Checks()
                .require(request.workflow() != null, "/workflow", "has to name a workflow")
                .text("/workflow", request.workflow(), Checks.NAME)
                .text("/id", request.id(), Checks.ID)
                .tags("/tags", request.tags())
                .require(
                        request.delay() == null || request.startAt() == null,
                        "/startAt",
                        "cannot be given together with '/delay'")
                .hash("/inputHash", request.inputHash(), request.input())
                .limitKey("/concurrencyKey", request.concurrencyKey(), request.input());
        if (request.delay() != null) {
            checks.require(
                    !request.delay().isNegative() && request.delay().compareTo(FURTHEST) <= 0,
                    "/delay",
                    "is '%s', expected at least 0 and at most 3650 days".formatted(request.delay()));
        }
        if (request.timeout() != null) {
            checks.require(
                    request.timeout().toMillis() > 0 && request.timeout().compareTo(FURTHEST) <= 0,
                    "/timeout",
                    "is '%s', expected more than 0 and at most 3650 days".formatted(request.timeout()));
        }
        checks.require(
                        Math.abs((long) Objects.requireNonNullElse(request.priority(), 0)) <= MAX_PRIORITY,
                        "/priority",
                        "is out of bounds")
                .require(Objects.requireNonNullElse(request.version(), 1) >= 1, "/version", "is at least 1")
                .require(Objects.requireNonNullElse(request.maxAttempts(), 1) >= 1, "/maxAttempts", "is at least 1")
                .done();
        Checks.requirePayload("/input", request.input(), state.settings);
    }

    /** A run that follows from something else. */
    Started start(UUID runId, String workflow, @Nullable String id, Origin origin, Input input) {
        return start(runId, workflow, id, null, origin, input);
    }

    /** @param limitKey what its limits go by, where the input cannot be read */
    Started start(
            UUID runId, String workflow, @Nullable String id, @Nullable String limitKey, Origin origin, Input input) {
        return start(
                new StartRun(workflow, null, runId, id, null, null, null, null, null, null, null, null, null, limitKey),
                origin,
                input);
    }

    private Started start(StartRun request, Origin origin, Input input) {
        Known workflow = state.workflows.require(request.workflow());
        Instant now = state.now();
        Instant availableAt = availableAt(request, now);
        if (availableAt.isAfter(now.plus(FURTHEST))) {
            throw RefusedException.invalid("/startAt", "is '%s' and more than 3650 days ahead".formatted(availableAt));
        }
        StoredRun same = request.runId() == null ? null : state.runs.get(request.runId());
        if (same != null) {
            return withSameRunId(same, workflow, request, input);
        }
        IdKey held = holder(workflow, request.id()).orElse(null);
        StoredRun holder = held == null ? null : state.ids.get(held);
        if (holder != null && !(Boolean.TRUE.equals(request.restartIfFinished()) && holder.isFinished())) {
            return found(
                    holder,
                    input,
                    "The id '%s' of workflow '%s' belongs to run '%s', which has another input"
                            .formatted(request.id(), workflow.name(), holder.runId));
        }
        UUID runId = request.runId() == null ? UuidCreator.getTimeOrderedEpoch() : request.runId();
        StoredRun run =
                new StoredRun(runId, workflow.name(), effective(request, workflow), origin, input, now, availableAt);
        WorkflowLimits limits = state.places.of(workflow.name());
        if (origin == Origin.CLIENT && limits.needsKey(input.payload(), request.concurrencyKey())) {
            throw new RefusedException(
                    ProblemCode.CONCURRENCY_KEY_REQUIRED,
                    "The limits of workflow '%s' go by '%s' of the input, which is encoded. Send that value as 'concurrencyKey'."
                            .formatted(workflow.name(), limits.concurrencyKey()));
        }
        run.limitKey = limits.keyOf(input.payload(), request.concurrencyKey());
        requirePlace(run);
        store(run, held);
        state.places.settle();
        return new Started(run, true);
    }

    /** What an event or a schedule starts waits. */
    private void requirePlace(StoredRun run) {
        boolean isAnswered = run.origin == Origin.CLIENT || run.origin.parentRunId() != null;
        String key = run.limitKey;
        Integer limit =
                key == null || !run.claimable || !isAnswered ? null : state.places.refusingLimit(run.workflow, key);
        if (key != null && limit != null) {
            throw new RefusedException(
                    ProblemCode.CONCURRENCY_LIMIT_REACHED,
                    "Workflow '%s' may have %d runs at once%s, and has them. Nothing was started. Try again when one of them has ended."
                            .formatted(run.workflow, limit, key.isEmpty() ? "" : " with the key '" + key + "'"));
        }
    }

    private static StartRun effective(StartRun request, Known workflow) {
        return new StartRun(
                workflow.name(),
                null,
                null,
                request.id(),
                null,
                null,
                request.priority() == null ? workflow.newest().priority() : request.priority(),
                request.tags(),
                request.timeout() == null ? workflow.timeout() : request.timeout(),
                request.version(),
                request.maxAttempts(),
                null,
                null,
                null);
    }

    /** A start time that has passed means at once. */
    private static Instant availableAt(StartRun request, Instant now) {
        Duration delay = Objects.requireNonNullElse(request.delay(), Duration.ZERO);
        Instant asked = request.startAt() == null ? now.plus(delay) : request.startAt();
        Instant stored = asked.truncatedTo(ChronoUnit.MICROS);
        return stored.isBefore(now) ? now : stored;
    }

    private static Started withSameRunId(StoredRun run, Known workflow, StartRun request, Input input) {
        if (!workflow.names().contains(run.workflow)) {
            throw conflict("The runId '%s' belongs to a run of workflow '%s'".formatted(run.runId, run.workflow));
        }
        if (request.id() != null && !request.id().equals(run.id)) {
            throw conflict("The runId '%s' belongs to a run with another id".formatted(run.runId));
        }
        return found(run, input, "The runId '%s' belongs to a run with another input".formatted(run.runId));
    }

    private static Started found(StoredRun run, Input input, String conflict) {
        if (!MessageDigest.isEqual(run.inputHash, input.hash())) {
            throw conflict(conflict);
        }
        return new Started(run, false);
    }

    private static RefusedException conflict(String what) {
        return new RefusedException(
                ProblemCode.ID_CONFLICT, what + ". Nothing was started. Use another one, or repeat the same request.");
    }

    /** The id as it is stored, under one of the names of its workflow. */
    Optional<IdKey> holder(Known workflow, @Nullable String id) {
        return id == null
                ? Optional.empty()
                : workflow.names().stream()
                        .map(name -> new IdKey(name, id))
                        .filter(state.ids::containsKey)
                        .findFirst();
    }

    /** @param held the id it takes from another run, as it is stored */
    void store(StoredRun run, @Nullable IdKey held) {
        state.runs.put(run.runId, run);
        if (run.id != null) {
            state.ids.put(held == null ? new IdKey(run.workflow, run.id) : held, run);
        }
    }
}
