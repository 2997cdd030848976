package dev.kagzi.server.worker;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.web.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The workers of a namespace as people see them. */
@Component
public class Workers {

    /** Before every worker in a list: ids are made in the order of time, and the newest comes first. */
    private static final UUID BEFORE_ALL = new UUID(-1L, -1L);

    private final WorkerRepository repository;
    private final Sessions sessions;
    private final DatabaseClock clock;
    private final Duration liveFor;

    Workers(WorkerRepository repository, Sessions sessions, DatabaseClock clock, ServerSettings settings) {
        this.repository = repository;
        this.sessions = sessions;
        this.clock = clock;
        this.liveFor = settings.leaseDuration().multipliedBy(2);
    }

    /** Those that started last first. */
    public Page<WorkerSnapshot> list(UUID namespaceId, PageRequest page) {
        List<WorkerSnapshot> found =
                repository.list(namespaceId, page.afterId().orElse(BEFORE_ALL), page.limit() + 1, liveSince());
        return page.page(found, worker -> List.of(worker.workerId().toString()));
    }

    /** @throws ProblemException when there is no such worker */
    public WorkerSnapshot get(UUID namespaceId, UUID workerId) {
        return repository.find(namespaceId, workerId, liveSince()).orElseThrow(() -> notFound(workerId));
    }

    /**
     * Has it take no further runs.
     *
     * @throws ProblemException when there is no such worker
     */
    public WorkerSnapshot drain(UUID namespaceId, UUID workerId) {
        if (!sessions.drain(namespaceId, workerId)) {
            throw notFound(workerId);
        }
        return get(namespaceId, workerId);
    }

    /** Workers of all namespaces that have been heard of lately. */
    public int online() {
        return repository.countSeen(liveSince());
    }

    private Instant liveSince() {
        return clock.now().minus(liveFor);
    }

    private static ProblemException notFound(UUID workerId) {
        return new ProblemException(
                ProblemCode.WORKER_NOT_FOUND,
                "There is no worker '%s' in this namespace. It may have stopped; a process that starts again is a new worker."
                        .formatted(workerId));
    }
}
