package dev.kagzi.server.lease;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The inboxes of the workers that poll here. */
final class Inboxes {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Map<WorkerKey, Inbox> byWorker = new ConcurrentHashMap<>();

    Inbox of(WorkerKey worker) {
        return byWorker.computeIfAbsent(worker, key -> new Inbox());
    }

    Optional<Inbox> find(WorkerKey worker) {
        return Optional.ofNullable(byWorker.get(worker));
    }

    void remove(WorkerKey worker) {
        byWorker.remove(worker);
    }

    /** Forgets workers that have not polled here for long. */
    void prune(OpenPolls open) {
        byWorker.entrySet()
                .removeIf(entry -> entry.getValue().isOlderThan(KEPT)
                        && open.ofWorker(entry.getKey()).isEmpty());
    }
}
