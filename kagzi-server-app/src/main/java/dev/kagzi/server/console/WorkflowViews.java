package dev.kagzi.server.console;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.schedule.WorkflowSchedules;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.workflow.WorkflowLoads;
import dev.kagzi.server.workflow.Workflows;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Puts together what is shown of workflows: one question for all of a page, whatever their number. */
@Component
class WorkflowViews {

    /** One more than is shown: whether there are more. */
    private static final int SCHEDULES = 21;

    private final Workflows workflows;
    private final WorkflowLoads loads;
    private final WorkflowSchedules schedules;
    private final Runs runs;

    WorkflowViews(Workflows workflows, WorkflowLoads loads, WorkflowSchedules schedules, Runs runs) {
        this.workflows = workflows;
        this.loads = loads;
        this.schedules = schedules;
        this.runs = runs;
    }

    Page<WorkflowView> list(UUID namespaceId, PageRequest page) {
        Page<WorkflowSnapshot> found = workflows.list(namespaceId, page);
        return new Page<>(views(namespaceId, found.items()), found.nextCursor());
    }

    WorkflowView show(UUID namespaceId, KnownWorkflow workflow) {
        return views(namespaceId, List.of(workflows.show(namespaceId, workflow)))
                .get(0);
    }

    private List<WorkflowView> views(UUID namespaceId, List<WorkflowSnapshot> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        List<String> names = found.stream().map(WorkflowSnapshot::name).toList();
        Map<String, WorkflowLoad> loaded = loads.roughly(namespaceId).stream()
                .collect(Collectors.toMap(WorkflowLoad::workflow, Function.identity()));
        Map<String, List<ScheduleSnapshot>> scheduled = schedules.of(namespaceId, names, SCHEDULES);
        Map<String, RunSnapshot> failed = runs.lastFailures(namespaceId, names);
        return found.stream()
                .map(workflow -> new WorkflowView(
                        workflow,
                        loaded.get(workflow.name()),
                        scheduled.getOrDefault(workflow.name(), List.of()),
                        failed.get(workflow.name())))
                .toList();
    }
}
