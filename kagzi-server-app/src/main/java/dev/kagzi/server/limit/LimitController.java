package dev.kagzi.server.limit;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.IfMatch;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/workflows/{name}/limits")
class LimitController {

    private final LimitChanges changes;
    private final CurrentLimits limits;
    private final WorkflowRegistry workflows;

    LimitController(LimitChanges changes, CurrentLimits limits, WorkflowRegistry workflows) {
        this.changes = changes;
        this.limits = limits;
        this.workflows = workflows;
    }

    /**
     * Sets limits of a workflow at run time, in place of those that were set before. They stand above the declared ones; a limit that is
     * left out is what is declared. Claims that are made already are not ended.
     *
     * @param ifMatch the ETag of the answer that the change goes back to: it is refused when the limits have been changed since
     */
    @PutMapping
    ResponseEntity<LimitsInForce> setLimits(
            NamespaceId namespace,
            @PathVariable("name") String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Limits request) {
        return assign(namespace.value(), name, request, new IfMatch(ifMatch));
    }

    /**
     * Goes back to the limits that are declared.
     *
     * @param ifMatch the ETag of the answer that the change goes back to: it is refused when the limits have been changed since
     */
    @DeleteMapping
    ResponseEntity<LimitsInForce> resetLimits(
            NamespaceId namespace,
            @PathVariable("name") String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return assign(namespace.value(), name, Limits.NONE, new IfMatch(ifMatch));
    }

    private ResponseEntity<LimitsInForce> assign(UUID namespaceId, String name, Limits assigned, IfMatch ifMatch) {
        String workflow = workflows
                .find(namespaceId, name)
                .map(KnownWorkflow::name)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.WORKFLOW_UNKNOWN,
                        "No worker has ever registered a workflow named '%s' in this namespace."
                                .formatted(Printable.excerpt(name))));
        changes.assign(namespaceId, workflow, assigned, ifMatch);
        // Before they are read: an ETag may be too old, and never too new.
        String etag = IfMatch.etag(limits.version(namespaceId, workflow));
        return ResponseEntity.ok()
                .eTag(etag)
                .body(Objects.requireNonNull(
                        limits.shown(namespaceId, List.of(workflow)).get(workflow)));
    }
}
