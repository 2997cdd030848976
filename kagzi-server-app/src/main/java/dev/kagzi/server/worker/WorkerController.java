package dev.kagzi.server.worker;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/workers")
class WorkerController {

    private final Workers workers;

    WorkerController(Workers workers) {
        this.workers = workers;
    }

    /**
     * Lists the workers, those that started last first.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<WorkerSnapshot> listWorkers(
            NamespaceId namespace,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return workers.list(namespace.value(), PageRequest.of(List.of("workers", namespace), limit, cursor));
    }

    /** Shows a worker. */
    @GetMapping("/{workerId}")
    WorkerSnapshot getWorker(NamespaceId namespace, @PathVariable("workerId") UUID workerId) {
        return workers.get(namespace.value(), workerId);
    }

    /** Asks a worker to take no further runs. It finishes what it holds, and stays so until its process starts anew. */
    @PostMapping("/{workerId}/drain")
    WorkerSnapshot drainWorker(NamespaceId namespace, @PathVariable("workerId") UUID workerId) {
        return workers.drain(namespace.value(), workerId);
    }
}
