package dev.kagzi.server.schedule;

import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.schedule.Schedule.Settings;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets schedules follow the code that declares them. What somebody has edited or paused stays as it is, until the code no longer declares
 * it. What the API has made is not touched, whatever the code declares.
 */
@Component
class DeclaredSchedules {

    private static final Logger log = LoggerFactory.getLogger(DeclaredSchedules.class);

    private final ScheduleRepository repository;
    private final ScheduleChanges changes;

    DeclaredSchedules(ScheduleRepository repository, ScheduleChanges changes) {
        this.repository = repository;
        this.changes = changes;
    }

    /** What one workflow declares, which was known under these names. */
    private record Declared(String workflow, Set<String> names, Map<String, Timing> timings) {

        static Declared of(WorkflowOffer offer) {
            Set<String> names = new HashSet<>(Objects.requireNonNullElse(offer.aliases(), List.of()));
            names.add(offer.name());
            Map<String, Timing> timings = new HashMap<>();
            OfferedSchedules.of(offer)
                    .forEach(schedule -> timings.put(schedule.scheduleId(), ScheduleRules.timing(schedule)));
            return new Declared(offer.name(), names, timings);
        }

        boolean owns(Schedule schedule) {
            return schedule.isDeclared() && names.contains(schedule.settings().workflow());
        }

        boolean hasDropped(Schedule schedule) {
            return owns(schedule) && !timings.containsKey(schedule.scheduleId());
        }

        /** Whether both workflow and schedule had this name, and have another one now. */
        boolean hasRenamed(Schedule schedule) {
            return hasDropped(schedule) && names.contains(schedule.scheduleId()) && timings.containsKey(workflow);
        }
    }

    /** Makes, changes and removes, in the current transaction, what it takes for schedules to be as these offers declare them. */
    void follow(UUID namespaceId, List<WorkflowOffer> offers, Instant now) {
        List<Declared> all = offers.stream().map(Declared::of).toList();
        Map<String, Schedule> existing = existing(namespaceId, all);
        all.forEach(declared -> rename(declared, existing));
        // What is no longer declared goes first: another workflow may have taken over its name.
        List.copyOf(existing.values()).stream()
                .filter(schedule -> all.stream().anyMatch(declared -> declared.hasDropped(schedule)))
                .forEach(schedule -> {
                    remove(schedule);
                    existing.remove(schedule.scheduleId());
                });
        for (Declared declared : all) {
            declared.timings()
                    .forEach((scheduleId, timing) -> follow(
                            new ScheduleKey(namespaceId, scheduleId), declared, timing, existing.get(scheduleId), now));
        }
    }

    private Map<String, Schedule> existing(UUID namespaceId, List<Declared> all) {
        Map<String, Schedule> existing = new HashMap<>();
        repository
                .findDeclared(
                        namespaceId,
                        all.stream()
                                .flatMap(declared -> declared.timings().keySet().stream())
                                .toList(),
                        all.stream()
                                .flatMap(declared -> declared.names().stream())
                                .toList())
                .forEach(schedule -> existing.put(schedule.scheduleId(), schedule));
        return existing;
    }

    /** A schedule that has the name of its workflow goes with it: with its pause, its edits and its firings. */
    private void rename(Declared declared, Map<String, Schedule> existing) {
        if (existing.containsKey(declared.workflow())) {
            return;
        }
        existing.values().stream()
                .filter(declared::hasRenamed)
                .findFirst()
                .flatMap(schedule -> repository.lock(schedule.key()))
                .filter(declared::hasRenamed)
                .ifPresent(schedule -> {
                    Schedule renamed = schedule.named(declared.workflow());
                    if (repository.rename(schedule, renamed)) {
                        existing.remove(schedule.scheduleId());
                        existing.put(renamed.scheduleId(), renamed);
                    }
                });
    }

    private void remove(Schedule schedule) {
        log.info(
                "The schedule '{}' is removed: the code of workflow '{}' no longer declares it",
                schedule.scheduleId(),
                schedule.settings().workflow());
        repository.delete(schedule.key());
    }

    private void follow(ScheduleKey key, Declared declared, Timing timing, @Nullable Schedule existing, Instant now) {
        Settings settings = Settings.declared(declared.workflow(), timing);
        boolean isNew = existing == null && repository.insert(ScheduleChanges.fresh(key, settings, timing, false, now));
        if (isNew) {
            return;
        }
        if (existing == null || !declared.owns(existing)) {
            log.info(
                    "The workflow '{}' declares a schedule '{}', and there is another one of this name, which stays as it is",
                    declared.workflow(),
                    key.scheduleId());
        } else if (!timing.equals(existing.declared())
                || !declared.workflow().equals(existing.settings().workflow())) {
            repository.lock(key).filter(declared::owns).ifPresent(schedule -> change(schedule, settings, timing, now));
        }
    }

    private void change(Schedule schedule, Settings settings, Timing timing, Instant now) {
        if (schedule.isEdited()) {
            repository.update(schedule.declaredAnew(settings.workflow(), timing));
        } else {
            changes.change(schedule, settings, timing, schedule.paused(), now);
        }
    }
}
