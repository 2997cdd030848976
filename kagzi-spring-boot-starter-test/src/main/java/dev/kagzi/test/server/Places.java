package dev.kagzi.test.server;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.Throttle;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Limits of workflows, and which runs have a place under them: they are claimed, or may be. */
final class Places {

    /** Who gets the next place: those that have been claimed before come first. */
    private static final Comparator<StoredRun> LINE = Comparator.comparing((StoredRun run) -> run.startedAt == null)
            .thenComparing(StoredRun::claimOrder)
            .thenComparing(run -> run.runId.toString());

    private static final Comparator<StoredRun> OLDEST =
            Comparator.comparing((StoredRun run) -> run.createdAt).thenComparing(run -> run.runId.toString());

    private final State state;
    private final Map<String, Limits> assigned = new HashMap<>();
    private final Map<String, WorkflowLimits> inForce = new HashMap<>();
    private Consumer<StoredRun> canceller = run -> {};

    Places(State state) {
        this.state = state;
    }

    /** @param canceller cancels a run for the sake of a newer one */
    void cancelWith(Consumer<StoredRun> canceller) {
        this.canceller = canceller;
    }

    private record Key(String workflow, String key) {}

    /** The limits of a workflow, by the name that runs are stored under. */
    WorkflowLimits of(String workflow) {
        return new WorkflowLimits(
                state.workflows.require(workflow).newest(), assigned.getOrDefault(workflow, Limits.NONE));
    }

    /** Sets limits through the API, in place of those that were set before. */
    void assign(String workflow, Limits limits) {
        assigned.put(workflow, limits);
        bringUnder(workflow);
    }

    void reset() {
        assigned.clear();
    }

    /** Open runs go by the limits of today; those that are claimed keep their claims. */
    void bringUnder(String workflow) {
        WorkflowLimits limits = of(workflow);
        WorkflowLimits before = inForce.put(workflow, limits);
        if (limits.isSameAs(before)) {
            return;
        }
        forgetClaims(workflow, before == null ? null : before.throttle(), limits.throttle());
        state.runs.values().stream()
                .filter(run -> run.workflow.equals(workflow) && !run.isFinished())
                .forEach(run -> {
                    run.limitKey = limits.keyOf(run.input, run.limitKey);
                    run.hasPlace = run.limitKey != null && run.status == RunStatus.RUNNING;
                });
        settle();
    }

    /** First claims that have stopped to count do not count again under another throttle. */
    private void forgetClaims(String workflow, @Nullable Throttle before, @Nullable Throttle after) {
        state.runs.values().stream()
                .filter(run -> run.workflow.equals(workflow))
                .filter(run -> after == null || before != null && !counts(before, run))
                .forEach(run -> run.throttledAs = null);
    }

    /** Takes the places of those that are neither claimed nor may be, and gives what is free. */
    void settle() {
        Map<Key, List<StoredRun>> byKey = state.runs.values().stream()
                .filter(run -> run.limitKey != null)
                .collect(Collectors.groupingBy(
                        run -> new Key(run.workflow, Objects.requireNonNull(run.limitKey)),
                        () -> new TreeMap<>(Comparator.comparing(Key::workflow).thenComparing(Key::key)),
                        Collectors.toList()));
        byKey.forEach((key, runs) -> {
            runs.forEach(StoredRun::givePlaceBack);
            give(key, runs);
            makeRoom(key, runs);
        });
        state.runs.values().forEach(StoredRun::settled);
    }

    private void give(Key key, List<StoredRun> runs) {
        WorkflowLimits limits = of(key.workflow());
        heldBack(runs).sorted(LINE).toList().forEach(run -> {
            boolean mayBegin = run.startedAt != null || begins(limits, key) > 0;
            if (free(limits, runs) > 0 && mayBegin) {
                run.givePlace(limits.throttle() != null, state.began());
            }
        });
    }

    /** The oldest that have a place are cancelled for the sake of new ones, which wait for one that has to be undone. */
    private void makeRoom(Key key, List<StoredRun> runs) {
        WorkflowLimits limits = of(key.workflow());
        while (limits.onLimit() == OnLimit.CANCEL_RUNNING
                && free(limits, runs) <= 0
                && heldBack(runs).anyMatch(run -> run.isNew)) {
            StoredRun oldest = runs.stream()
                    .filter(run -> run.hasPlace && run.ending == null)
                    .min(OLDEST)
                    .orElse(null);
            if (oldest == null) {
                return;
            }
            canceller.accept(oldest);
            oldest.givePlaceBack();
            if (oldest.hasPlace) {
                return;
            }
            give(key, runs);
        }
    }

    private static Stream<StoredRun> heldBack(List<StoredRun> runs) {
        return runs.stream().filter(StoredRun::isHeldBack);
    }

    private static int free(WorkflowLimits limits, List<StoredRun> runs) {
        Integer concurrency = limits.concurrency();
        return concurrency == null
                ? Integer.MAX_VALUE
                : concurrency - (int) runs.stream().filter(run -> run.hasPlace).count();
    }

    private int begins(WorkflowLimits limits, Key key) {
        Throttle throttle = limits.throttle();
        return throttle == null
                ? Integer.MAX_VALUE
                : throttle.runs() - (int) counting(throttle, key).count();
    }

    private Stream<StoredRun> counting(Throttle throttle, Key key) {
        return state.runs.values().stream()
                .filter(run -> run.workflow.equals(key.workflow()) && key.key().equals(run.throttledAs))
                .filter(run -> counts(throttle, run));
    }

    private boolean counts(Throttle throttle, StoredRun run) {
        Instant began = run.startedAt;
        return run.throttledAs != null
                && (began == null ? run.hasPlace : began.plus(throttle.period()).isAfter(state.now()));
    }

    /** When a throttle lets the next run begin, for each key that runs are held back under. */
    Stream<Instant> nextBegins() {
        return state.runs.values().stream().filter(StoredRun::isHeldBack).flatMap(waiting -> {
            Throttle throttle = of(waiting.workflow).throttle();
            return throttle == null
                    ? Stream.empty()
                    : counting(throttle, new Key(waiting.workflow, Objects.requireNonNull(waiting.limitKey)))
                            .map(run -> run.startedAt)
                            .filter(Objects::nonNull)
                            .map(began -> began.plus(throttle.period()));
        });
    }

    private Stream<StoredRun> sameKey(StoredRun of) {
        return state.runs.values().stream()
                .filter(run -> run.workflow.equals(of.workflow) && Objects.equals(run.limitKey, of.limitKey));
    }

    /** Whether a start beyond the limit would be refused now. */
    @Nullable Integer refusingLimit(String workflow, String key) {
        WorkflowLimits limits = of(workflow);
        if (limits.onLimit() != OnLimit.REJECT) {
            return null;
        }
        List<StoredRun> runs = state.runs.values().stream()
                .filter(run -> run.workflow.equals(workflow) && key.equals(run.limitKey))
                .toList();
        return free(limits, runs) > 0 ? null : limits.concurrency();
    }

    /** Which limit holds a run back. */
    boolean isHeldBackByThrottle(StoredRun run) {
        return free(of(run.workflow), sameKey(run).toList()) > 0;
    }

    int inPlace(String workflow) {
        return count(workflow, run -> run.hasPlace);
    }

    int waiting(String workflow) {
        return count(workflow, StoredRun::isHeldBack);
    }

    int begun(String workflow) {
        Throttle throttle = of(workflow).throttle();
        return throttle == null ? 0 : count(workflow, run -> counts(throttle, run));
    }

    private int count(String workflow, Predicate<StoredRun> which) {
        return (int) state.runs.values().stream()
                .filter(run -> run.workflow.equals(workflow) && run.limitKey != null && which.test(run))
                .count();
    }
}
