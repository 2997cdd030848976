package dev.kagzi.server.schedule;

import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The schedules of workflows. */
@Component
public class WorkflowSchedules {

    private final WorkflowScheduleRepository repository;
    private final ScheduleSnapshots snapshots;
    private final WorkflowRegistry workflows;

    WorkflowSchedules(WorkflowScheduleRepository repository, ScheduleSnapshots snapshots, WorkflowRegistry workflows) {
        this.repository = repository;
        this.snapshots = snapshots;
        this.workflows = workflows;
    }

    /**
     * By today's name of the workflow, in the order of their own names; without inputs.
     *
     * @param limit at most so many under each name a workflow has or had
     */
    public Map<String, List<ScheduleSnapshot>> of(UUID namespaceId, Collection<String> names, int limit) {
        List<String> stored = names.stream()
                .flatMap(name -> workflows
                        .find(namespaceId, name)
                        .map(workflow -> workflow.names().stream())
                        .orElseGet(() -> List.of(name).stream()))
                .toList();
        return repository.list(namespaceId, stored, limit).stream()
                .map(snapshots::of)
                .collect(Collectors.groupingBy(ScheduleSnapshot::workflow));
    }
}
