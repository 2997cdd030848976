package dev.kagzi.server.lease;

import dev.kagzi.server.lease.ClaimRepository.StoredName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The polls that are open, by worker and, in the order of their arrival, by what they want. */
final class OpenPolls {

    private static final Wanting NOBODY = new Wanting();

    private final Map<WorkerKey, OpenPoll> byWorker = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Long, OpenPoll> inOrder = new ConcurrentSkipListMap<>();
    private final Map<StoredName, Wanting> byName = new ConcurrentHashMap<>();
    private final AtomicLong arrivals = new AtomicLong();

    /** Adds a poll, and returns the one of the same worker that it ends; a late one ends none. */
    Optional<OpenPoll> add(OpenPoll poll) {
        poll.arrivedAs(arrivals.incrementAndGet());
        inOrder.put(poll.arrival(), poll);
        poll.wanted()
                .forEach(name -> byName.compute(
                        name, (same, before) -> (before == null ? new Wanting() : before).add(name.workflow(), poll)));
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
        poll.wanted().forEach(name -> byName.computeIfPresent(name, (same, before) -> before.remove(poll)));
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
        return List.copyOf(byName.keySet());
    }

    /** The first poll that waits for new runs of any of these workflows with nothing to be claimed for it; it is about to claim then. */
    Optional<OpenPoll> beginClaim(UUID namespaceId, Set<String> workflows) {
        for (String name : workflows) {
            Optional<OpenPoll> begun = wanting(namespaceId, name).beginClaim();
            if (begun.isPresent()) {
                return begun;
            }
        }
        return Optional.empty();
    }

    /**
     * For each version the first poll that wants such a run and waits with nothing to be claimed for it. The version of the run is not
     * known here, and a poll that cannot take it must not use up the signal.
     */
    List<OpenPoll> beginClaims(UUID namespaceId, String stored) {
        List<OpenPoll> begun = new ArrayList<>();
        wanting(namespaceId, stored).forEachVersion((version, line) -> {
            if (begun.stream()
                    .noneMatch(
                            poll -> !poll.isBlocked() && poll.versionsOf(stored).contains(version))) {
                begin(line, begun);
            }
        });
        return begun;
    }

    /** Where none waits, those for whom a claim is being made look once more: they may have looked before the run was there. */
    private static void begin(Collection<OpenPoll> line, List<OpenPoll> begun) {
        for (OpenPoll poll : line) {
            if (poll.beginClaimIfIdle()) {
                begun.add(poll);
                if (!poll.isBlocked()) {
                    return;
                }
            }
        }
        line.stream().filter(poll -> !begun.contains(poll) && poll.beginClaim()).forEach(begun::add);
    }

    private Wanting wanting(UUID namespaceId, String stored) {
        return byName.getOrDefault(new StoredName(namespaceId, stored), NOBODY);
    }

    /** The polls that want runs of one name, by version and in the order of their arrival. One thread at a time changes it. */
    private static final class Wanting {

        private final ConcurrentNavigableMap<Integer, ConcurrentNavigableMap<Long, OpenPoll>> lines =
                new ConcurrentSkipListMap<>();

        Wanting add(String stored, OpenPoll poll) {
            poll.versionsOf(stored)
                    .forEach(version -> lines.computeIfAbsent(version, none -> new ConcurrentSkipListMap<>())
                            .put(poll.arrival(), poll));
            return this;
        }

        /** What is left, or null. */
        @Nullable Wanting remove(OpenPoll poll) {
            lines.values().forEach(line -> line.remove(poll.arrival()));
            lines.values().removeIf(Map::isEmpty);
            return lines.isEmpty() ? null : this;
        }

        /** One after the other, without looking at all of them first. */
        Optional<OpenPoll> beginClaim() {
            for (Map<Long, OpenPoll> line : lines.values()) {
                for (OpenPoll poll : line.values()) {
                    if (!poll.isBlocked() && poll.beginClaimIfIdle()) {
                        return Optional.of(poll);
                    }
                }
            }
            return Optional.empty();
        }

        void forEachVersion(BiConsumer<Integer, Collection<OpenPoll>> action) {
            lines.forEach((version, line) -> action.accept(version, line.values()));
        }
    }
}
