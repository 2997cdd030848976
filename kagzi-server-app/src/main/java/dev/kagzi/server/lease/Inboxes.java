package dev.kagzi.server.lease;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The inboxes of the workers that poll here. */
final class Inboxes {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Map<UUID, Inbox> byWorker = new ConcurrentHashMap<>();

    Inbox of(UUID workerId) {
        return byWorker.computeIfAbsent(workerId, id -> new Inbox());
    }

    Optional<Inbox> find(UUID workerId) {
        return Optional.ofNullable(byWorker.get(workerId));
    }

    void remove(UUID workerId) {
        byWorker.remove(workerId);
    }

    /** Forgets workers that have not polled here for long. */
    void prune(OpenPolls open) {
        byWorker.entrySet()
                .removeIf(entry -> entry.getValue().isOlderThan(KEPT)
                        && open.ofWorker(entry.getKey()).isEmpty());
    }
}
