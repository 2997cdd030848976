package dev.kagzi.server.bulk;

import dev.kagzi.protocol.BulkJob;
import dev.kagzi.protocol.StartBulk;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.web.FreshIds;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(BulkController.PATH)
class BulkController {

    static final String PATH = "/api/v1/bulk";

    private final BulkJobs jobs;

    BulkController(BulkJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Begins to cancel, retry or restart all runs that fit and are there by now. It goes on whatever becomes of this server; with dryRun
     * they are only counted.
     */
    @PostMapping
    ResponseEntity<BulkJob> startBulk(NamespaceId namespace, FreshIds ids, @RequestBody StartBulk request) {
        BulkJob job = jobs.start(namespace, request, ids.next());
        return ResponseEntity.accepted()
                .location(URI.create(PATH + "/" + job.bulkId()))
                .body(job);
    }

    /** Shows how far a bulk job is. Finished ones are kept as long as finished runs are. */
    @GetMapping("/{bulkId}")
    BulkJob getBulk(NamespaceId namespace, @PathVariable("bulkId") UUID bulkId) {
        return jobs.find(namespace, bulkId);
    }
}
