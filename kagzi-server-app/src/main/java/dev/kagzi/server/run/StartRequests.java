package dev.kagzi.server.run;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.input.PayloadRules;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns requests into starts that can be stored, and what became of them into answers. */
@Component
class StartRequests {

    private final PayloadRules payloads;
    private final WorkflowRegistry workflows;
    private final RunSnapshots snapshots;

    StartRequests(PayloadRules payloads, WorkflowRegistry workflows, RunSnapshots snapshots) {
        this.payloads = payloads;
        this.workflows = workflows;
        this.snapshots = snapshots;
    }

    /**
     * @param freshId the run's id, unless the request names one
     * @throws dev.kagzi.server.problem.ProblemException when the request is not valid or its workflow is unknown
     */
    RunStart check(UUID namespaceId, StartRun request, UUID freshId, Trace trace) {
        checkRules(request);
        return start(request, workflows.find(namespaceId, request.workflow()).orElse(null), freshId, trace);
    }

    /** @throws dev.kagzi.server.problem.ProblemException when the request is not valid */
    void checkRules(StartRun request) {
        StartRules.check(request);
        payloads.check("/input", request.input());
    }

    /** The workflows that these requests name, by all their names: one look for all of them. */
    Map<String, KnownWorkflow> workflows(UUID namespaceId, Collection<StartRun> requests) {
        Set<String> names = requests.stream().map(StartRun::workflow).collect(Collectors.toSet());
        return workflows.findAll(namespaceId, names);
    }

    /**
     * @param request that keeps to the rules
     * @param workflow the one it names, if there is one
     * @throws dev.kagzi.server.problem.ProblemException when its workflow is unknown
     */
    RunStart start(StartRun request, @Nullable KnownWorkflow workflow, UUID freshId, Trace trace) {
        if (workflow == null) {
            throw RunProblems.unknownWorkflow(request.workflow());
        }
        UUID runId = request.runId() == null ? freshId : request.runId();
        return new RunStart(runId, workflow, request, NewRun.Origin.client(trace), NewRun.Input.of(request));
    }

    /** @throws dev.kagzi.server.problem.ProblemException when the start was refused */
    RunSnapshot answer(StartOutcome outcome) {
        if (outcome instanceof StartOutcome.Created created) {
            return RunSnapshots.of(created.run(), created.place());
        } else if (outcome instanceof StartOutcome.Found found) {
            return snapshots.of(found.run(), Remarks.FOUND);
        }
        throw ((StartOutcome.Refused) outcome).problem();
    }
}
