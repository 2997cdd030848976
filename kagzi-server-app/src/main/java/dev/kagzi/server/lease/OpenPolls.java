package dev.kagzi.server.lease;

import dev.kagzi.server.lease.ClaimRepository.StoredName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The polls that are open, by worker and in the order of their arrival. */
final class OpenPolls {

    private final Map<UUID, OpenPoll> byWorker = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, OpenPoll> inOrder = new ConcurrentSkipListMap<>();
    private final AtomicLong arrivals = new AtomicLong();

    /** Adds a poll, and returns the one of the same worker that it ends. */
    Optional<OpenPoll> add(OpenPoll poll) {
        poll.arrivedAs(arrivals.incrementAndGet());
        inOrder.put(poll.arrival(), poll);
        return Optional.ofNullable(byWorker.put(poll.request().workerId(), poll));
    }

    void remove(OpenPoll poll) {
        inOrder.remove(poll.arrival());
        byWorker.remove(poll.request().workerId(), poll);
    }

    Optional<OpenPoll> ofWorker(UUID workerId) {
        return Optional.ofNullable(byWorker.get(workerId));
    }

    Collection<OpenPoll> all() {
        return inOrder.values();
    }

    /** All that any open poll would take. */
    List<StoredName> wanted() {
        return inOrder.values().stream()
                .filter(poll -> poll.request().free() > 0)
                .flatMap(poll -> poll.storedNames().stream()
                        .map(name -> new StoredName(poll.request().namespaceId(), name)))
                .distinct()
                .toList();
    }

    /** The first poll that wants such a run and is not about to claim already; those that are look once more. */
    Optional<OpenPoll> beginClaim(UUID namespaceId, String stored) {
        return inOrder.values().stream()
                .filter(poll -> poll.wants(namespaceId, stored))
                .filter(OpenPoll::beginClaim)
                .findFirst();
    }
}
