package dev.kagzi.server.audit;

import dev.kagzi.protocol.AuditEntry;
import dev.kagzi.protocol.Page;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    /**
     * Lists who has asked for which change, the newest first: of the namespaces the key is for. Starts of runs, events, and what workers
     * report are not among them.
     *
     * @param namespace only what was done in this one
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<AuditEntry> listAudit(
            HttpServletRequest http,
            @RequestParam(name = "namespace", required = false) @Nullable String namespace,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return trail.list(Reach.of(http), namespace, PageRequest.of(Arrays.asList("audit", namespace), limit, cursor));
    }
}
