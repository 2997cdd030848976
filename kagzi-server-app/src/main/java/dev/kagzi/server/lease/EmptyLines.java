package dev.kagzi.server.lease;

import dev.kagzi.server.lease.ClaimRepository.StoredName;
import dev.kagzi.server.lease.ClaimRequest.Line;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Lines of waiting runs in which a look has found nothing, and of which nothing was heard since: a poll that arrives need not look there
 * again. What a lost signal would have told, {@link Polls#look} finds.
 */
@Component
class EmptyLines {

    private final Map<StoredName, Known> byName = new ConcurrentHashMap<>();

    /** How much had been heard of each name when a look began. */
    record Look(Map<StoredName, Long> heard) {}

    /** A look begins. */
    Look begin(ClaimRequest request) {
        Map<StoredName, Long> heard = new HashMap<>();
        for (Line line : request.lines()) {
            heard.computeIfAbsent(name(request, line), name -> known(name).heard());
        }
        return new Look(heard);
    }

    /** The look has found nothing in any of the lines. */
    void foundNothing(ClaimRequest request, Look look) {
        for (Line line : request.lines()) {
            StoredName name = name(request, line);
            known(name).foundNothing(line.version(), look.heard().getOrDefault(name, -1L));
        }
    }

    /** The look has found runs, and there may be more. */
    void foundSome(ClaimRequest request) {
        request.lines().forEach(line -> heardOf(request.namespaceId(), line.stored()));
    }

    /** There may be a run of this name. */
    void heardOf(UUID namespaceId, String stored) {
        byName.computeIfPresent(new StoredName(namespaceId, stored), (name, known) -> known.hear());
    }

    /** Whether there is nothing in any of the lines, as far as is known here. */
    boolean areAll(ClaimRequest request) {
        return request.lines().stream()
                .allMatch(line -> known(name(request, line)).isEmpty(line.version()));
    }

    private Known known(StoredName name) {
        return byName.computeIfAbsent(name, any -> new Known());
    }

    private static StoredName name(ClaimRequest request, Line line) {
        return new StoredName(request.namespaceId(), line.stored());
    }

    private static final class Known {

        private final Set<Integer> emptyVersions = new HashSet<>();
        private long heard;

        synchronized long heard() {
            return heard;
        }

        synchronized Known hear() {
            heard++;
            emptyVersions.clear();
            return this;
        }

        synchronized void foundNothing(int version, long heardBefore) {
            if (heard == heardBefore) {
                emptyVersions.add(version);
            }
        }

        synchronized boolean isEmpty(int version) {
            return emptyVersions.contains(version);
        }
    }
}
