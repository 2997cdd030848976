package dev.kagzi.server.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Schedules of one namespace that are fired together. */
record DueBatch(UUID namespaceId, List<String> scheduleIds) {

    /** Inputs are held in memory while their runs are written. */
    private static final long MOST_INPUT = 8L << 20;

    /** Puts schedules together, each once, in their order. */
    static List<DueBatch> of(Collection<DueSchedule> schedules) {
        Map<ScheduleKey, DueSchedule> once = new LinkedHashMap<>();
        schedules.forEach(schedule -> once.putIfAbsent(schedule.key(), schedule));
        Map<UUID, List<DueSchedule>> byNamespace = new LinkedHashMap<>();
        once.values()
                .forEach(schedule -> byNamespace
                        .computeIfAbsent(schedule.key().namespaceId(), id -> new ArrayList<>())
                        .add(schedule));
        List<DueBatch> batches = new ArrayList<>();
        byNamespace.forEach((namespaceId, due) -> addOf(namespaceId, due, batches));
        return batches;
    }

    private static void addOf(UUID namespaceId, List<DueSchedule> due, List<DueBatch> batches) {
        List<String> scheduleIds = new ArrayList<>();
        long input = 0;
        for (DueSchedule schedule : due) {
            input += schedule.inputSize();
            if (input > MOST_INPUT && !scheduleIds.isEmpty()) {
                batches.add(new DueBatch(namespaceId, List.copyOf(scheduleIds)));
                scheduleIds.clear();
                input = schedule.inputSize();
            }
            scheduleIds.add(schedule.key().scheduleId());
        }
        batches.add(new DueBatch(namespaceId, List.copyOf(scheduleIds)));
    }

    boolean isOne() {
        return scheduleIds.size() == 1;
    }

    ScheduleKey one() {
        return new ScheduleKey(namespaceId, scheduleIds.get(0));
    }

    List<DueBatch> halves() {
        int half = scheduleIds.size() / 2;
        return List.of(
                new DueBatch(namespaceId, scheduleIds.subList(0, half)),
                new DueBatch(namespaceId, scheduleIds.subList(half, scheduleIds.size())));
    }
}
