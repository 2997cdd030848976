package dev.kagzi.server.workflow;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.web.IfMatch;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.KnownWorkflow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class WorkflowController {

    private final Workflows workflows;
    private final WorkflowLoads loads;

    WorkflowController(Workflows workflows, WorkflowLoads loads) {
        this.workflows = workflows;
        this.loads = loads;
    }

    /**
     * Lists the workflows that workers have registered, by name.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping("/workflows")
    Page<WorkflowSnapshot> listWorkflows(
            NamespaceId namespace,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return workflows.list(namespace.value(), PageRequest.of(List.of("workflows", namespace), limit, cursor));
    }

    /** Shows a workflow, by its name or an alias. Its ETag is what a change of its limits goes back to. */
    @GetMapping("/workflows/{name}")
    ResponseEntity<WorkflowSnapshot> getWorkflow(NamespaceId namespace, @PathVariable("name") String name) {
        KnownWorkflow workflow = workflows.find(namespace.value(), name);
        // Before they are read: an ETag may be too old, and never too new.
        String etag = IfMatch.etag(workflows.limitVersion(namespace.value(), workflow));
        return ResponseEntity.ok().eTag(etag).body(workflows.show(namespace.value(), workflow));
    }

    /**
     * Says what there is to do, per workflow: made for autoscalers. Shows the first 1,000 workflows by name, and counts up to 100,000
     * runs of each status.
     */
    @GetMapping("/stats")
    Page<WorkflowLoad> getStats(NamespaceId namespace) {
        return new Page<>(List.copyOf(loads.of(namespace.value())), null);
    }
}
