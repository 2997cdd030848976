package dev.kagzi.server.workflow;

import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.protocol.WorkflowSnapshot.Stats;
import dev.kagzi.protocol.WorkflowSnapshot.Version;
import dev.kagzi.server.limit.CurrentLimits;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.DeclaredWorkflow;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The workflows of a namespace. */
@Component
public class Workflows {

    private final WorkflowRegistry registry;
    private final CurrentLimits limits;
    private final WorkflowFigureRepository figures;

    Workflows(WorkflowRegistry registry, CurrentLimits limits, WorkflowFigureRepository figures) {
        this.registry = registry;
        this.limits = limits;
        this.figures = figures;
    }

    /** By name. */
    public Page<WorkflowSnapshot> list(UUID namespaceId, PageRequest page) {
        String after = page.after().isEmpty() ? "" : page.after().get(0);
        List<KnownWorkflow> known = registry.all(namespaceId).stream()
                .filter(workflow -> workflow.name().compareTo(after) > 0)
                .limit(page.limit() + 1L)
                .toList();
        Page<KnownWorkflow> found = page.page(known, workflow -> List.of(workflow.name()));
        return new Page<>(snapshots(namespaceId, found.items()), found.nextCursor());
    }

    /** @throws ProblemException when no worker has ever registered a workflow of this name */
    public KnownWorkflow find(UUID namespaceId, String name) {
        return registry.find(namespaceId, name)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.WORKFLOW_UNKNOWN,
                        "No worker has ever registered a workflow named '%s' in this namespace."
                                .formatted(Printable.excerpt(name))));
    }

    /** What a change of its limits goes back to. */
    public long limitVersion(UUID namespaceId, KnownWorkflow workflow) {
        return limits.version(namespaceId, workflow.name());
    }

    public WorkflowSnapshot show(UUID namespaceId, KnownWorkflow workflow) {
        return snapshots(namespaceId, List.of(workflow)).get(0);
    }

    /** Those of these workflows that there are, by today's name, as if no run of theirs had ended: that takes long to read. */
    public List<WorkflowSnapshot> withoutStats(UUID namespaceId, Collection<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        Map<String, KnownWorkflow> known = registry.findAll(namespaceId, Set.copyOf(names));
        return snapshots(
                namespaceId,
                names.stream()
                        .flatMap(name -> Stream.ofNullable(known.get(name)))
                        .toList(),
                Map.of());
    }

    private List<WorkflowSnapshot> snapshots(UUID namespaceId, List<KnownWorkflow> workflows) {
        return snapshots(namespaceId, workflows, figures.stats(namespaceId, workflows));
    }

    private List<WorkflowSnapshot> snapshots(
            UUID namespaceId, List<KnownWorkflow> workflows, Map<String, Stats> stats) {
        Map<String, List<DeclaredWorkflow>> declared = registry.declared(
                namespaceId, workflows.stream().map(KnownWorkflow::name).toList());
        Map<String, LimitsInForce> inForce = limits.shown(
                namespaceId, workflows.stream().map(KnownWorkflow::name).toList());
        return workflows.stream()
                .map(workflow -> snapshot(
                        workflow,
                        declared.getOrDefault(workflow.name(), List.of()),
                        Objects.requireNonNull(inForce.get(workflow.name())),
                        stats.get(workflow.name())))
                .toList();
    }

    private static WorkflowSnapshot snapshot(
            KnownWorkflow workflow, List<DeclaredWorkflow> declared, LimitsInForce inForce, @Nullable Stats stats) {
        return new WorkflowSnapshot(
                workflow.name(),
                declared.stream().map(Workflows::version).toList(),
                workflow.names().subList(1, workflow.names().size()),
                declared.isEmpty() || declared.get(0).offer().on() == null
                        ? List.of()
                        : declared.get(0).offer().on(),
                inForce,
                stats == null ? new Stats(0, 0, null, null) : stats);
    }

    private static Version version(DeclaredWorkflow declared) {
        return new Version(
                declared.offer().version(),
                declared.workers(),
                declared.offer().workerConcurrency(),
                declared.offer().timeout(),
                declared.offer().retry());
    }
}
