package dev.kagzi.test.server;

import dev.kagzi.protocol.ProblemCode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All that the server keeps. */
final class State {

    final ServerSettings settings;
    final Workflows workflows = new Workflows();
    final Places places = new Places(this);
    final Map<UUID, StoredRun> runs = new LinkedHashMap<>();
    final Map<IdKey, StoredRun> ids = new HashMap<>();
    final Map<UUID, WorkerSession> sessions = new LinkedHashMap<>();
    final Map<Channel, List<StoredEvent>> channels = new HashMap<>();
    final Map<UUID, StoredEvent> events = new LinkedHashMap<>();
    final Map<String, StoredSchedule> schedules = new TreeMap<>();
    private final InstantSource clock;
    private Instant began;

    State(ServerSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.began = now();
    }

    /** The caller's idempotency key, under the name that its run is stored under. */
    record IdKey(String workflow, String id) {}

    /** As the database has it: in microseconds. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** A change begins, as a transaction of the real server does. */
    void begin() {
        began = now();
    }

    /** When the current change began. */
    Instant began() {
        return began;
    }

    StoredRun run(UUID runId) {
        StoredRun run = runs.get(runId);
        if (run == null) {
            throw new RefusedException(
                    ProblemCode.RUN_NOT_FOUND,
                    "There is no run '%s' in this namespace. It may belong to another one, or be older than the retention."
                            .formatted(runId));
        }
        return run;
    }

    boolean isOnline(WorkerSession session) {
        return session.lastSeenAt.isAfter(now().minus(settings.leaseDuration().multipliedBy(2)));
    }

    /** The highest version of a workflow that a live worker offers, 0 when none does. */
    int highestLive(String workflow) {
        return liveVersions(workflow).max().orElse(0);
    }

    /** Whether a live worker offers this version of a workflow; any, where it is null. */
    boolean isLive(String workflow, @Nullable Integer version) {
        return liveVersions(workflow).anyMatch(offered -> version == null || version == offered);
    }

    private IntStream liveVersions(String workflow) {
        return sessions.values().stream()
                .filter(session -> isOnline(session) && !session.draining)
                .flatMap(session -> session.offers().stream())
                .filter(offer -> offer.name().equals(workflow))
                .mapToInt(offer -> offer.version());
    }

    /** Workers and what they declare stay. */
    void reset() {
        runs.clear();
        places.reset();
        ids.clear();
        channels.clear();
        events.clear();
        schedules.values().removeIf(schedule -> schedule.declared == null);
        schedules.replaceAll((id, schedule) -> new StoredSchedule(
                id,
                new StoredSchedule.Settings(schedule.settings.workflow(), declaredOf(schedule), null),
                schedule.declared,
                false,
                now()));
    }

    private static StoredSchedule.Timing declaredOf(StoredSchedule schedule) {
        return Objects.requireNonNull(schedule.declared);
    }
}
