package dev.kagzi.test.server;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.ServerVersion;
import dev.kagzi.protocol.ServerVersion.ApiRange;
import dev.kagzi.protocol.ServerVersion.Build;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server in memory, with one namespace. Its time is that of the clock it is given: what is due is done by {@link #tick()}, and by
 * nobody else.
 */
public final class InMemoryServer implements AutoCloseable {

    private static final ApiRange API = new ApiRange(1, 1);

    private final State state;
    private final Turn turn = new Turn();
    private final Waking waking;
    private final Children children;
    private final Firings firings;
    private final InMemoryRuns runs;
    private final InMemoryEvents events;
    private final InMemorySchedules schedules;
    private final InMemoryWorkers workers;
    private final WorkflowViews workflowViews;
    private long replays;

    public InMemoryServer(ServerSettings settings, InstantSource clock) {
        this.state = new State(settings, clock);
        RunStarts starts = new RunStarts(state);
        EventDeliveries deliveries = new EventDeliveries(state, starts);
        this.waking = new Waking(state, deliveries);
        this.children = new Children(state, starts);
        RunChanges changes = new RunChanges(state, starts, children, waking);
        this.firings = new Firings(state, starts);
        Schedules saved = new Schedules(state, firings);
        this.runs = new InMemoryRuns(state, turn, starts, changes);
        this.events = new InMemoryEvents(state, turn, deliveries);
        this.schedules = new InMemorySchedules(state, turn, saved, firings);
        this.workers = new InMemoryWorkers(
                state, turn, new Sessions(state, saved), new Claims(state), new Reports(state, deliveries, children));
        this.workflowViews = new WorkflowViews(state);
        state.places.cancelWith(changes::cancelForNewer);
        turn.around(state::begin, () -> {
            state.places.settle();
            state.begin();
            children.tellOutcomes();
            state.places.settle();
        });
    }

    public InMemoryRuns runs() {
        return runs;
    }

    public InMemoryEvents events() {
        return events;
    }

    public InMemorySchedules schedules() {
        return schedules;
    }

    public InMemoryWorkers workers() {
        return workers;
    }

    /** {@code GET /workflows} */
    public Page<WorkflowSnapshot> workflows(Pages page) {
        return turn.read(() -> page.of("workflows", workflowViews.all(), WorkflowSnapshot::name));
    }

    /** {@code GET /workflows/{name}} */
    public WorkflowSnapshot workflow(String name) {
        return turn.read(() -> workflowViews.of(name));
    }

    /** {@code PUT /workflows/{name}/limits} */
    public LimitsInForce setLimits(String name, Limits limits) {
        return turn.change(() -> {
            String workflow = state.workflows.require(name).name();
            LimitChecks.check(state.workflows.require(name).newest(), limits);
            state.places.assign(workflow, limits);
            return workflowViews.limits(workflow);
        });
    }

    /** {@code DELETE /workflows/{name}/limits} */
    public LimitsInForce resetLimits(String name) {
        return setLimits(name, Limits.NONE);
    }

    /** {@code GET /stats} */
    public List<WorkflowLoad> stats() {
        return turn.read(workflowViews::loads);
    }

    /** {@code GET /info} */
    public ServerVersion info() {
        return new ServerVersion("in-memory", API, new Build(null, null));
    }

    /** Does all that is due by the clock: wakes runs, fails those past their deadline, ends leases, fires schedules. */
    public void tick() {
        turn.change(() -> {
            Stream.<Runnable>of(waking::expireLeases, waking::enforceDeadlines, waking::wakeDue, children::tellOutcomes)
                    .forEach(task -> {
                        state.places.settle();
                        state.begin();
                        task.run();
                    });
            state.places.settle();
            firings.fireAll();
            return true;
        });
    }

    /** When {@link #tick()} next has something to do because time has passed, leases aside. */
    public Optional<Instant> nextDue() {
        return turn.read(() -> Stream.concat(
                        state.runs.values().stream()
                                .flatMap(run -> Stream.of(
                                        Optional.ofNullable(run.dueAt),
                                        Optional.ofNullable(run.deadline)
                                                .filter(deadline -> !run.isFinished() && run.ending == null)))
                                .flatMap(Optional::stream),
                        Stream.concat(firings.next().stream(), state.places.nextBegins()))
                .min(Comparator.naturalOrder()));
    }

    /** When the first pause ends that only failures or crashes have made: between two attempts of a step, or between two claims. */
    public Optional<Instant> nextAttempt() {
        return turn.read(() -> state.runs.values().stream()
                .filter(StoredRun::isOpen)
                .flatMap(InMemoryServer::pauses)
                .min(Comparator.naturalOrder()));
    }

    private static Stream<Instant> pauses(StoredRun run) {
        boolean standsAside = run.status == RunStatus.PENDING && !run.claimable && !run.availableAt.equals(run.dueAt);
        return Stream.concat(
                Stream.ofNullable(standsAside ? run.dueAt : null),
                run.steps.values().stream()
                        .filter(StoredStep::isPause)
                        .map(StoredStep::dueAt)
                        .filter(Objects::nonNull));
    }

    /** Runs that are executed, or that a live worker will take at once. */
    public List<RunSnapshot> active() {
        return turn.read(
                () -> activeRuns().map(run -> runs.get(run.runId, true)).toList());
    }

    private Stream<StoredRun> activeRuns() {
        return state.runs.values().stream()
                .filter(run -> run.status == RunStatus.RUNNING
                        || run.claimable
                                && !run.isHeldBack()
                                && state.highestLive(state.workflows.nameOf(run.workflow)) > 0);
    }

    /**
     * Waits, in real time, until no run is active.
     *
     * @return whether none is
     */
    public boolean awaitIdle(Duration atMost) {
        turn.await(atMost, () -> activeRuns().findAny().isEmpty());
        return turn.read(() -> activeRuns().findAny().isEmpty());
    }

    /**
     * Waits, in real time, for the first worker.
     *
     * @return whether there is one
     */
    public boolean awaitWorker(Duration atMost) {
        turn.await(atMost, () -> !state.sessions.isEmpty());
        return turn.read(() -> !state.sessions.isEmpty());
    }

    /** Time has been moved, and workers that have a poll open are as alive as before. */
    public void keepWorkersAlive() {
        turn.change(() -> {
            state.sessions.values().forEach(session -> session.lastSeenAt = state.now());
            return true;
        });
    }

    /** Forgets runs, events, firings, and what the API has made of schedules. */
    public void reset() {
        turn.change(() -> {
            state.reset();
            children.reset();
            return true;
        });
    }

    /** Whether a live worker offers this workflow, by today's name or an alias, in this version; in any, where that is null. */
    public boolean isOffered(String workflow, @Nullable Integer version) {
        return turn.read(() -> state.isLive(state.workflows.nameOf(workflow), version));
    }

    /** Takes over the history of a run, for a worker to replay it. */
    public void take(RunSnapshot run) {
        turn.change(() -> {
            // A worker that has had the claim of this number takes it for a repeat.
            StoredRun taken = StoredRun.replayOf(run, ++replays, state.now());
            state.runs.put(taken.runId, taken);
            return true;
        });
    }

    /** Ends the claim of a run as if its lease had run out this moment. */
    public void expire(UUID runId) {
        turn.change(() -> {
            StoredRun run = state.run(runId);
            if (run.isHeld()) {
                waking.tellOfEnd(run);
                waking.expire(run, state.now());
            }
            return true;
        });
    }

    /** Nobody waits for an answer any more. */
    @Override
    public void close() {
        turn.close();
    }
}
