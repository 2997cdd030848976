package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Runs that schedules start. They are stored in the transaction of the caller, together with their firing, and do not share one with
 * other starts.
 */
@Component
public class FiredRuns {

    private final RunStarts starts;
    private final StartRequests requests;
    private final RunRepository runs;
    private final RunSnapshots snapshots;
    private final WorkflowRegistry workflows;

    FiredRuns(
            RunStarts starts,
            StartRequests requests,
            RunRepository runs,
            RunSnapshots snapshots,
            WorkflowRegistry workflows) {
        this.starts = starts;
        this.requests = requests;
        this.runs = runs;
        this.snapshots = snapshots;
        this.workflows = workflows;
    }

    /**
     * A run about to be started.
     *
     * @param fireAt when its firing was due
     * @param workflow today's name or an alias
     * @param input as it is stored with the schedule: an encoded one stays bound to what it was made for
     */
    public record FiredRun(
            UUID runId,
            String scheduleId,
            Instant fireAt,
            String workflow,
            @Nullable Payload input) {}

    /**
     * Today's name of a workflow.
     *
     * @param name today's name or an alias
     * @throws dev.kagzi.server.problem.ProblemException when no worker has ever registered it
     */
    public String workflow(UUID namespaceId, String name) {
        return workflows
                .find(namespaceId, name)
                .map(KnownWorkflow::name)
                .orElseThrow(() -> RunProblems.unknownWorkflow(name));
    }

    /** Starts these runs in few statements, and tells whom it concerns once they are committed. Returns those that there is a workflow for. */
    public Set<UUID> startAll(UUID namespaceId, List<FiredRun> runs) {
        Map<String, KnownWorkflow> known = workflows.findAll(
                namespaceId, runs.stream().map(FiredRun::workflow).collect(Collectors.toSet()));
        List<RunStart> wanted = new ArrayList<>();
        for (FiredRun run : runs) {
            KnownWorkflow workflow = known.get(run.workflow());
            if (workflow != null) {
                wanted.add(start(run, workflow));
            }
        }
        starts.writeInLine(namespaceId, wanted).forEach(requests::answer);
        return wanted.stream().map(RunStart::runId).collect(Collectors.toSet());
    }

    /** Starts the run, and tells whom it concerns once it is committed. Empty when no worker has ever registered its workflow. */
    public Optional<RunSnapshot> start(UUID namespaceId, FiredRun run) {
        return workflows
                .find(namespaceId, run.workflow())
                .map(workflow -> starts.writeInLine(namespaceId, List.of(start(run, workflow)))
                        .get(0))
                .map(requests::answer);
    }

    private static RunStart start(FiredRun run, KnownWorkflow workflow) {
        StartRun plain = new StartRun(
                workflow.name(), run.input(), null, null, null, null, null, null, null, null, null, null, null, null);
        return new RunStart(
                run.runId(),
                workflow,
                plain,
                NewRun.Origin.firing(run.scheduleId(), run.fireAt()),
                NewRun.Input.ofSchedule(run.input()));
    }

    /** The run that an earlier try of the same request has started; empty when there is none, or it is no run of the schedule. */
    public Optional<RunSnapshot> find(UUID namespaceId, String scheduleId, UUID runId) {
        return runs.find(namespaceId, runId)
                .filter(run -> scheduleId.equals(run.scheduleId()))
                .map(run -> snapshots.of(run, Remarks.FOUND));
    }

    /** Those of these schedules of which any run is not finished. */
    public Set<String> open(UUID namespaceId, Collection<String> scheduleIds) {
        return runs.open(namespaceId, scheduleIds);
    }
}
