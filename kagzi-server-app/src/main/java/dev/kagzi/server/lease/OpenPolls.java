package dev.kagzi.server.lease;

import dev.kagzi.server.lease.ClaimRepository.StoredName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The polls that are open, by worker and in the order of their arrival. */
final class OpenPolls {

    private final Map<WorkerKey, OpenPoll> byWorker = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, OpenPoll> inOrder = new ConcurrentSkipListMap<>();
    private final AtomicLong arrivals = new AtomicLong();

    /** Adds a poll, and returns the one of the same worker that it ends; a late one ends none. */
    Optional<OpenPoll> add(OpenPoll poll) {
        poll.arrivedAs(arrivals.incrementAndGet());
        inOrder.put(poll.arrival(), poll);
        OpenPoll[] before = new OpenPoll[1];
        OpenPoll newest = byWorker.compute(poll.request().worker(), (worker, open) -> {
            before[0] = open;
            return open == null ? poll : newer(open, poll);
        });
        return newest == poll ? Optional.ofNullable(before[0]) : Optional.empty();
    }

    private static OpenPoll newer(OpenPoll open, OpenPoll arrived) {
        return arrived.request().requestId() < open.request().requestId() ? open : arrived;
    }

    void remove(OpenPoll poll) {
        inOrder.remove(poll.arrival());
        byWorker.remove(poll.request().worker(), poll);
    }

    Optional<OpenPoll> ofWorker(WorkerKey worker) {
        return Optional.ofNullable(byWorker.get(worker));
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

    /** The first poll that waits for new runs of any of these workflows with nothing to be claimed for it; it is about to claim then. */
    Optional<OpenPoll> beginClaim(UUID namespaceId, Set<String> workflows) {
        return inOrder.values().stream()
                .filter(poll -> workflows.stream().anyMatch(name -> poll.takesNew(namespaceId, name)))
                .filter(OpenPoll::beginClaimIfIdle)
                .findFirst();
    }

    /**
     * For each version the first poll that wants such a run and is not about to claim already; those that are look once more. The
     * version of the run is not known here, and a poll that cannot take it must not use up the signal.
     */
    List<OpenPoll> beginClaims(UUID namespaceId, String stored) {
        Set<Integer> covered = new HashSet<>();
        List<OpenPoll> begun = new ArrayList<>();
        for (OpenPoll poll : inOrder.values()) {
            Set<Integer> versions = poll.versionsOf(namespaceId, stored);
            if (!covered.containsAll(versions) && poll.beginClaim()) {
                covered.addAll(poll.isBlocked() ? Set.of() : versions);
                begun.add(poll);
            }
        }
        return begun;
    }
}
