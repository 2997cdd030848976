package dev.kagzi.server.workflow;

import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import dev.kagzi.server.workflow.WorkflowFigureRepository.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What there is to do per workflow, counted at most five times a second, however many ask. */
@Component
public class WorkflowLoads {

    private static final long FRESH_NANOS = Duration.ofMillis(200).toNanos();
    private static final int MAX_WORKFLOWS = 1_000;

    private final WorkflowRegistry registry;
    private final WorkflowFigureRepository figures;
    private final DatabaseClock clock;
    private final Map<UUID, Counted> counted = new ConcurrentHashMap<>();

    WorkflowLoads(WorkflowRegistry registry, WorkflowFigureRepository figures, DatabaseClock clock) {
        this.registry = registry;
        this.figures = figures;
        this.clock = clock;
    }

    private record Counted(List<WorkflowLoad> loads, long atNanos) {

        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }

    /** The first thousand workflows by name, those with nothing to do included. */
    public List<WorkflowLoad> of(UUID namespaceId) {
        Counted current = counted.get(namespaceId);
        if (current != null && current.isFresh()) {
            return current.loads();
        }
        // Whoever comes while it is counted waits for that count.
        return counted.compute(
                        namespaceId,
                        (namespace, before) -> before != null && before.isFresh() ? before : count(namespace))
                .loads();
    }

    private Counted count(UUID namespaceId) {
        long atNanos = System.nanoTime();
        List<KnownWorkflow> workflows =
                registry.all(namespaceId).stream().limit(MAX_WORKFLOWS).toList();
        Map<String, Counts> counts = figures.counts(namespaceId, workflows, clock.now());
        return new Counted(
                workflows.stream()
                        .map(workflow -> load(workflow.name(), counts.getOrDefault(workflow.name(), Counts.NONE)))
                        .toList(),
                atNanos);
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
