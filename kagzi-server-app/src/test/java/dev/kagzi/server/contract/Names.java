package dev.kagzi.server.contract;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The identities of one sequence of commands, the same on both sides: runs by number, their children, and their restarts. */
final class Names {

    static final int RUNS = 3;
    static final int CHILDREN = RUNS;
    static final int RESTARTS = 2 * RUNS;

    private final Map<String, UUID> ids = new HashMap<>();
    private final Map<UUID, String> slots = new HashMap<>();

    List<Integer> slots() {
        return IntStream.range(0, RESTARTS + RUNS).boxed().toList();
    }

    UUID run(int slot) {
        UUID id = id("run " + slot, any -> UuidCreator.getTimeOrderedEpoch());
        slots.put(id, "#" + slot);
        return id;
    }

    UUID event(int number) {
        return id("event " + number, any -> UuidCreator.getTimeOrderedEpoch());
    }

    String ofEvent(UUID eventId) {
        return ids.entrySet().stream()
                .filter(known -> known.getValue().equals(eventId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("another");
    }

    UUID instance(int worker) {
        return id("instance " + worker, any -> UUID.randomUUID());
    }

    private UUID id(String name, Function<String, UUID> made) {
        return ids.computeIfAbsent(name, made);
    }

    @Nullable String of(@Nullable UUID runId) {
        return runId == null ? null : slots.getOrDefault(runId, "another run");
    }
}
