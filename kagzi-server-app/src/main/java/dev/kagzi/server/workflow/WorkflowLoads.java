package dev.kagzi.server.workflow;

import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import dev.kagzi.server.workflow.WorkflowFigureRepository.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What there is to do per workflow, counted at most five times a second, however many ask; a count that failed is not repeated for a second. */
@Component
public class WorkflowLoads {

    private static final long FRESH_NANOS = Duration.ofMillis(200).toNanos();
    private static final long FAILED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_WORKFLOWS = 1_000;

    /** As far as runs in one status are counted for people. */
    public static final int ROUGH = 1_000;

    private final WorkflowRegistry registry;
    private final WorkflowFigureRepository figures;
    private final DatabaseClock clock;
    private final LongSupplier nanoTime;
    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    @Autowired
    WorkflowLoads(WorkflowRegistry registry, WorkflowFigureRepository figures, DatabaseClock clock) {
        this(registry, figures, clock, System::nanoTime);
    }

    WorkflowLoads(
            WorkflowRegistry registry, WorkflowFigureRepository figures, DatabaseClock clock, LongSupplier nanoTime) {
        this.registry = registry;
        this.figures = figures;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** @param most as far as runs in one status are counted */
    private record Key(UUID namespaceId, int most) {}

    /** The first thousand workflows by name, those with nothing to do included. */
    public List<WorkflowLoad> of(UUID namespaceId) {
        return shared(new Key(namespaceId, WorkflowFigureRepository.MAX_COUNT));
    }

    /**
     * The same for people, who look at a long line as often as at a short one: pending and waiting runs and those in need of attention are
     * counted up to {@value #ROUGH} of each workflow, and the oldest pending is that of so many.
     */
    public List<WorkflowLoad> roughly(UUID namespaceId) {
        return shared(new Key(namespaceId, ROUGH));
    }

    private List<WorkflowLoad> shared(Key key) {
        Count own = new Count();
        Count shared = counts.compute(key, (any, before) -> before != null && before.isToBeShared() ? before : own);
        if (shared == own) {
            own.run(() -> count(key));
        }
        return GroupCommit.await(shared.loads);
    }

    /** One count of a namespace: whoever comes while it is made, or soon after, gets what it came to. */
    private final class Count {

        private final CompletableFuture<List<WorkflowLoad>> loads = new CompletableFuture<>();
        private volatile long endedNanos;

        void run(Supplier<List<WorkflowLoad>> count) {
            try {
                List<WorkflowLoad> counted = count.get();
                endedNanos = nanoTime.getAsLong();
                loads.complete(counted);
            } catch (RuntimeException | Error e) {
                endedNanos = nanoTime.getAsLong();
                loads.completeExceptionally(e);
            }
        }

        boolean isToBeShared() {
            return !loads.isDone()
                    || nanoTime.getAsLong() - endedNanos
                            < (loads.isCompletedExceptionally() ? FAILED_NANOS : FRESH_NANOS);
        }
    }

    private List<WorkflowLoad> count(Key key) {
        List<KnownWorkflow> workflows =
                registry.all(key.namespaceId()).stream().limit(MAX_WORKFLOWS).toList();
        Map<String, Counts> counted = figures.counts(key.namespaceId(), workflows, clock.now(), key.most());
        return workflows.stream()
                .map(workflow -> load(workflow.name(), counted.getOrDefault(workflow.name(), Counts.NONE)))
                .toList();
    }

    private static WorkflowLoad load(String workflow, Counts counts) {
        return new WorkflowLoad(
                workflow,
                counts.pending(),
                counts.running(),
                counts.waiting(),
                counts.needsAttention(),
                counts.oldestPendingSeconds());
    }
}
