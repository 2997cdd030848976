package dev.kagzi.test.server;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.LimitsInForce.Concurrency;
import dev.kagzi.protocol.LimitsInForce.ConcurrencyKey;
import dev.kagzi.protocol.LimitsInForce.Throttling;
import dev.kagzi.protocol.LimitsInForce.WhenReached;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.protocol.WorkflowSnapshot.Stats;
import dev.kagzi.protocol.WorkflowSnapshot.Version;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.server.Workflows.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows workflows, and what there is to do for them. */
final class WorkflowViews {

    private static final int SAMPLE = 500;
    private static final double NANOS = 1e9;

    private final State state;

    WorkflowViews(State state) {
        this.state = state;
    }

    List<WorkflowSnapshot> all() {
        return state.workflows.all().stream().map(this::snapshot).toList();
    }

    WorkflowSnapshot of(String name) {
        return snapshot(state.workflows.require(name));
    }

    private WorkflowSnapshot snapshot(Known workflow) {
        return new WorkflowSnapshot(
                workflow.name(),
                state.workflows.versions(workflow.name()).stream()
                        .map(this::version)
                        .toList(),
                workflow.names().subList(1, workflow.names().size()),
                Workflows.eventsOf(workflow.newest()),
                limits(workflow.name()),
                stats(workflow));
    }

    LimitsInForce limits(String workflow) {
        Places places = state.places;
        WorkflowLimits limits = places.of(workflow);
        Integer concurrency = limits.concurrency();
        String key = limits.concurrencyKey();
        OnLimit onLimit = limits.onLimit();
        String throttle = limits.throttleText();
        return new LimitsInForce(
                concurrency == null
                        ? null
                        : new Concurrency(
                                concurrency,
                                limits.source("concurrency", Limits::concurrency),
                                places.inPlace(workflow),
                                places.waiting(workflow)),
                key == null ? null : new ConcurrencyKey(key, limits.source("concurrencyKey", Limits::concurrencyKey)),
                onLimit == null ? null : new WhenReached(onLimit, limits.source("onLimit", Limits::onLimit)),
                throttle == null
                        ? null
                        : new Throttling(
                                throttle,
                                limits.source("throttle", Limits::throttle),
                                places.begun(workflow),
                                places.waiting(workflow)));
    }

    private Version version(WorkflowOffer offer) {
        long workers = state.sessions.values().stream()
                .filter(session -> state.isOnline(session) && !session.draining)
                .filter(session -> session.offers().stream()
                        .anyMatch(
                                offered -> offered.name().equals(offer.name()) && offered.version() == offer.version()))
                .count();
        return new Version(offer.version(), (int) workers, offer.workerConcurrency(), offer.timeout(), offer.retry());
    }

    private Stats stats(Known workflow) {
        List<StoredRun> newest = runsOf(workflow).stream()
                .sorted(Comparator.<StoredRun, Instant>comparing(run -> run.createdAt)
                        .thenComparing(run -> run.runId.toString())
                        .reversed())
                .limit(SAMPLE)
                .toList();
        List<Duration> took = newest.stream()
                .filter(run -> run.status == RunStatus.COMPLETED)
                .map(run ->
                        Duration.between(Objects.requireNonNull(run.startedAt), Objects.requireNonNull(run.finishedAt)))
                .sorted()
                .toList();
        int failed = (int)
                newest.stream().filter(run -> run.status == RunStatus.FAILED).count();
        return new Stats(took.size(), failed, percentile(took, 0.5), percentile(took, 0.95));
    }

    /** Between the two nearest when it falls between them. */
    private static @Nullable Duration percentile(List<Duration> sorted, double part) {
        if (sorted.isEmpty()) {
            return null;
        }
        double place = part * (sorted.size() - 1);
        Duration below = sorted.get((int) Math.floor(place));
        Duration above = sorted.get((int) Math.ceil(place));
        double seconds = (below.toNanos() + (above.toNanos() - below.toNanos()) * (place - Math.floor(place))) / NANOS;
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private List<StoredRun> runsOf(Known workflow) {
        return state.runs.values().stream()
                .filter(run -> workflow.names().contains(run.workflow))
                .toList();
    }

    List<WorkflowLoad> loads() {
        return state.workflows.all().stream().map(this::load).toList();
    }

    private WorkflowLoad load(Known workflow) {
        List<StoredRun> runs = runsOf(workflow);
        Instant now = state.now();
        double oldest = runs.stream()
                .filter(run -> run.claimable)
                .map(run -> run.availableAt)
                .min(Comparator.naturalOrder())
                .map(since -> Math.max(0, Duration.between(since, now).toNanos() / NANOS))
                .orElse(0.0);
        return new WorkflowLoad(
                workflow.name(),
                count(runs, run -> run.claimable),
                count(runs, StoredRun::isHeld),
                count(runs, run -> run.status == RunStatus.WAITING),
                count(runs, run -> run.status == RunStatus.NEEDS_ATTENTION),
                oldest);
    }

    private static int count(List<StoredRun> runs, Predicate<StoredRun> which) {
        return (int) runs.stream().filter(which).count();
    }
}
