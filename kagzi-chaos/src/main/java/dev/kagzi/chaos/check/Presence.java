package dev.kagzi.chaos.check;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/**
 * A run that is there under the limits of its workflow and key.
 *
 * @param placedAt when it was claimed with the place it has
 */
record Presence(String workflow, String key, UUID run, Instant placedAt, long fromNanos, long toNanos) {

    private record Limited(String workflow, String key) {}

    /** Says of each that comes how many of its workflow and key are there then, itself among them. */
    static void sweep(Collection<Presence> presences, ObjIntConsumer<Presence> comes) {
        Map<Limited, List<Presence>> byKey = presences.stream()
                .filter(presence -> presence.toNanos() > presence.fromNanos())
                .sorted(Comparator.comparingLong(Presence::fromNanos))
                .collect(Collectors.groupingBy(presence -> new Limited(presence.workflow(), presence.key())));
        for (List<Presence> inOrder : byKey.values()) {
            PriorityQueue<Long> ends = new PriorityQueue<>();
            for (Presence presence : inOrder) {
                while (!ends.isEmpty() && ends.element() <= presence.fromNanos()) {
                    ends.remove();
                }
                ends.add(presence.toNanos());
                comes.accept(presence, ends.size());
            }
        }
    }
}
