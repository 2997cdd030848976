package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Events as a server keeps them: each run gets the events of a channel in their order, each once. */
final class FakeEvents {

    private final Map<Channel, List<Event>> log = new HashMap<>();

    void add(Channel channel, Payload data) {
        log.computeIfAbsent(channel, c -> new ArrayList<>()).add(new Event(data, new HashSet<>()));
    }

    /** The next one for a run, if it has come. */
    Optional<Event> next(Channel channel, UUID runId) {
        return log.getOrDefault(channel, List.of()).stream()
                .filter(event -> event.seenBy.add(runId))
                .findFirst();
    }

    record Channel(String name, String key) {}

    record Event(Payload data, Set<UUID> seenBy) {}
}
