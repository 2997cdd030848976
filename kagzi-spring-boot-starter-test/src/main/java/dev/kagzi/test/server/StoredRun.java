package dev.kagzi.test.server;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run as it stands. Whoever changes it says so in its history. */
final class StoredRun {

    static final Comparator<StoredStep> CALL_ORDER =
            Comparator.comparing(StoredStep::branch).thenComparing(StoredStep::position);

    final UUID runId;
    final String workflow;
    final @Nullable String id;
    final int priority;
    final @Nullable Integer maxAttempts;
    final @Nullable Duration timeout;
    final Origin origin;
    final @Nullable Payload input;
    final byte[] inputHash;
    final Instant createdAt;
    final Map<String, String> tags = new HashMap<>();
    final Map<StepKey, StoredStep> steps = new LinkedHashMap<>();
    final Map<StepKey, EventWait> eventWaits = new LinkedHashMap<>();
    /** Events that it has read, by the step that waited for them. */
    final Map<StepKey, EventRead> reads = new HashMap<>();

    final List<RunTransition> transitions = new ArrayList<>();

    RunStatus status = RunStatus.PENDING;
    int version;
    int attempt = 1;
    Instant availableAt;
    boolean claimable;

    @Nullable Instant dueAt;

    @Nullable Instant deadline;

    @Nullable Instant startedAt;

    @Nullable Instant finishedAt;

    @Nullable UUID workerId;

    long claim;

    @Nullable ClaimEnd claimEnd;

    @Nullable UUID leaseSecret;

    @Nullable Instant leaseExpiresAt;

    long requestId;
    int expiredClaims;
    boolean hasBranches;
    boolean awaited;
    boolean compensable;

    /** What its limits go by; null where its workflow has none. */
    @Nullable String limitKey;

    /** Whether it is claimed, or may be, under limits. */
    boolean hasPlace;

    /** Whether it has been neither claimed nor claimable meanwhile: it has a place until the change ends that it was part of. */
    private boolean leavesPlace;

    /** What a throttle counts its first claim under; null where none does. */
    @Nullable String throttledAs;

    /** Whether it was started a moment ago. */
    boolean isNew = true;

    /** Its turn among the keys, once it has a place. */
    private @Nullable Instant turn;

    @Nullable RunStatus ending;

    @Nullable Failure endingFailure;

    @Nullable Failure failure;

    @Nullable Payload output;

    @Nullable Payload progress;

    /**
     * Where it comes from.
     *
     * @param eventsAfter the event it reads on from; absent: it reads what is accepted after it was created
     */
    record Origin(
            Actor actor,
            @Nullable UUID restartOf,
            @Nullable UUID parentRunId,
            @Nullable String scheduleId,
            @Nullable Instant scheduledAt,
            @Nullable EventPlace eventsAfter) {

        static final Origin CLIENT = new Origin(Actor.CLIENT, null, null, null, null, null);

        static Origin restartOf(UUID runId, @Nullable EventPlace eventsAfter) {
            return new Origin(Actor.CLIENT, runId, null, null, null, eventsAfter);
        }

        static Origin childOf(UUID runId) {
            return new Origin(Actor.WORKER, null, runId, null, null, null);
        }

        static Origin firing(String scheduleId, Instant at) {
            return new Origin(Actor.SERVER, null, null, scheduleId, at, null);
        }

        static Origin event(EventPlace event) {
            return new Origin(Actor.CLIENT, null, null, null, null, event);
        }
    }

    /** An event that it has read. */
    record EventRead(Channel channel, EventPlace place) {}

    /** An input, and what tells whether another is the same. */
    record Input(@Nullable Payload payload, byte[] hash) {}

    StoredRun(
            UUID runId, String workflow, StartRun start, Origin origin, Input input, Instant now, Instant availableAt) {
        this.runId = runId;
        this.workflow = workflow;
        this.id = start.id();
        this.version = Objects.requireNonNullElse(start.version(), 0);
        this.priority = Objects.requireNonNullElse(start.priority(), 0);
        this.maxAttempts = start.maxAttempts();
        this.timeout = start.timeout();
        this.origin = origin;
        this.input = input.payload();
        this.inputHash = input.hash();
        this.createdAt = now;
        this.availableAt = availableAt;
        this.claimable = !availableAt.isAfter(now);
        this.dueAt = claimable ? null : availableAt;
        this.deadline = timeout == null ? null : availableAt.plus(timeout);
        this.awaited = origin.parentRunId() != null;
        tags.putAll(Objects.requireNonNullElse(start.tags(), Map.of()));
        note(null, origin.actor(), null, null, now);
    }

    /**
     * A run with the history that it had when it was downloaded. Its code is to be executed once more.
     *
     * @param claim number of the last claim it is to have had
     */
    static StoredRun replayOf(RunSnapshot run, long claim, Instant now) {
        StartRun start = new StartRun(
                run.workflow(),
                null,
                null,
                run.id(),
                null,
                null,
                null,
                run.tags(),
                null,
                run.version(),
                null,
                null,
                null,
                null);
        StoredRun replay = new StoredRun(
                run.runId(), run.workflow(), start, Origin.CLIENT, new Input(run.input(), new byte[0]), now, now);
        replay.startedAt = run.startedAt();
        replay.attempt = run.attempt();
        replay.claim = claim;
        replay.progress = run.progress();
        for (StepSnapshot step : Objects.requireNonNullElse(run.steps(), List.<StepSnapshot>of())) {
            replay.steps.put(step.step(), StoredStep.of(step));
        }
        replay.dueAt = replay.nextDue().orElse(null);
        replay.hasBranches =
                replay.steps.values().stream().anyMatch(step -> !step.branch().isEmpty());
        return replay;
    }

    private void note(
            @Nullable RunStatus from, Actor actor, @Nullable String reason, @Nullable Failure aside, Instant now) {
        transitions.add(new RunTransition(transitions.size() + 1, from, status, claim, actor, reason, aside, now));
    }

    /** Takes another status. */
    void become(RunStatus next, Actor actor, @Nullable String reason, Instant now) {
        become(next, actor, reason, null, now);
    }

    /** @param aside a failure that is put aside */
    void become(RunStatus next, Actor actor, @Nullable String reason, @Nullable Failure aside, Instant now) {
        RunStatus from = status;
        status = next;
        claimable = next == RunStatus.PENDING;
        leavesPlace |= next != RunStatus.PENDING && next != RunStatus.RUNNING;
        finishedAt = next.isFinal() ? now : null;
        note(from, actor, reason, aside, now);
    }

    boolean isHeld() {
        return leaseSecret != null;
    }

    boolean isFinished() {
        return status.isFinal();
    }

    /** Whether it may still go on by itself. */
    boolean isOpen() {
        return status == RunStatus.PENDING || status == RunStatus.RUNNING || status == RunStatus.WAITING;
    }

    String leaseToken() {
        return claim + "-" + leaseSecret;
    }

    /** Whether this token is that of the claim which holds now, and the lease has not expired. */
    boolean isHeldUnder(String token, Instant now) {
        return isHeld() && leaseToken().equals(token) && leaseExpiresAt != null && leaseExpiresAt.isAfter(now);
    }

    void claimedBy(UUID worker, long request, Instant now, Instant until) {
        workerId = worker;
        requestId = request;
        claim++;
        claimEnd = null;
        leaseSecret = UUID.randomUUID();
        leaseExpiresAt = until;
        startedAt = startedAt == null ? now : startedAt;
        become(RunStatus.RUNNING, Actor.WORKER, null, now);
    }

    void endClaim(ClaimEnd how) {
        if (isHeld()) {
            claimEnd = how;
            leaseSecret = null;
            leaseExpiresAt = null;
        }
        steps.replaceAll((key, step) -> step.taken());
    }

    /** Whether it could be claimed if it had a place. */
    boolean isHeldBack() {
        return claimable && limitKey != null && !hasPlace;
    }

    void givePlace(boolean throttled, Instant now) {
        hasPlace = true;
        throttledAs = throttled && startedAt == null ? limitKey : throttledAs;
        turn = now.minus(Duration.ofMinutes(priority));
    }

    /** It keeps its place only if it has not let go of it, and wants it still. */
    void givePlaceBack() {
        hasPlace &= !leavesPlace && (status == RunStatus.RUNNING || claimable);
        leavesPlace = false;
    }

    /** The change that it was part of is over. */
    void settled() {
        isNew = false;
        leavesPlace = false;
    }

    /** Its place in line: a step of priority counts as much as a minute of waiting. */
    Instant claimOrder() {
        return turn == null ? availableAt.minus(Duration.ofMinutes(priority)) : turn;
    }

    /** Where it goes when its claim ends without an outcome. */
    RunStatus statusWithoutClaim() {
        return dueAt != null && !hasUntaken() && !hasBranches ? RunStatus.WAITING : RunStatus.PENDING;
    }

    boolean hasUntaken() {
        return steps.values().stream().anyMatch(StoredStep::untaken);
    }

    Optional<Instant> nextDue() {
        return steps.values().stream()
                .filter(step -> step.status() == StepStatus.WAITING)
                .map(StoredStep::dueAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /** Nothing ends a wait of it any more. A child that was started has an outcome all the same. */
    void closeWaits() {
        eventWaits.clear();
        steps.replaceAll((key, step) -> step.status() == StepStatus.WAITING ? step.closed() : step);
    }

    List<StoredStep> inCallOrder() {
        return inCallOrder(steps.values());
    }

    static List<StoredStep> inCallOrder(Collection<StoredStep> steps) {
        return steps.stream().sorted(CALL_ORDER).toList();
    }

    /** The place in a channel from which it reads on. */
    EventPlace cursor(Channel channel) {
        return reads.values().stream()
                .filter(read -> read.channel().equals(channel))
                .map(EventRead::place)
                .max(Comparator.naturalOrder())
                .orElseGet(this::eventsAfter);
    }

    EventPlace eventsAfter() {
        return origin.eventsAfter() == null ? EventPlace.before(createdAt) : origin.eventsAfter();
    }
}
