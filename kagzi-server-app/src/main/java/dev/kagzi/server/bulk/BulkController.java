package dev.kagzi.server.bulk;

import dev.kagzi.protocol.BulkJob;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.StartBulk;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
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
     * Lists the bulk jobs that are kept, newest first.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<BulkJob> listBulk(
            NamespaceId namespace,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return jobs.list(namespace, PageRequest.of(List.of("bulk-jobs", namespace), limit, cursor));
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
