package dev.kagzi.server.schedule;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Schedules of one namespace that are fired in one transaction, which has locked them: as they were, and as they have become. */
final class FiringBatch {

    private final UUID namespaceId;
    private final Instant now;
    private final Map<String, Schedule> before = new LinkedHashMap<>();
    private final Map<String, Schedule> schedules = new LinkedHashMap<>();

    FiringBatch(UUID namespaceId, Collection<Schedule> schedules, Instant now) {
        this.namespaceId = namespaceId;
        this.now = now;
        schedules.forEach(schedule -> before.put(schedule.scheduleId(), schedule));
        this.schedules.putAll(before);
    }

    UUID namespaceId() {
        return namespaceId;
    }

    Instant now() {
        return now;
    }

    Stream<Schedule> schedules() {
        return List.copyOf(schedules.values()).stream();
    }

    Schedule schedule(String scheduleId) {
        return Objects.requireNonNull(schedules.get(scheduleId));
    }

    void become(Schedule schedule) {
        schedules.put(schedule.scheduleId(), schedule);
    }

    List<Schedule> changed() {
        return schedules()
                .filter(schedule -> !schedule.equals(before.get(schedule.scheduleId())))
                .toList();
    }
}
