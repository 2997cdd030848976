package dev.kagzi.server.schedule;

import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.schedule.ScheduleRepository.Declaration;
import dev.kagzi.server.worker.OfferListener;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Takes in the schedules that workers offer: the highest version of a workflow decides, between equal ones the process that started last. */
@Component
class OfferedSchedules implements OfferListener {

    private static final int MOST = 100;

    private final ScheduleRepository repository;
    private final DeclaredSchedules declared;
    private final DatabaseClock clock;

    OfferedSchedules(ScheduleRepository repository, DeclaredSchedules declared, DatabaseClock clock) {
        this.repository = repository;
        this.declared = declared;
        this.clock = clock;
    }

    static List<WorkflowOffer.Schedule> of(WorkflowOffer offer) {
        return Objects.requireNonNullElse(offer.schedules(), List.of());
    }

    @Override
    public void check(List<WorkflowOffer> offers, Violations violations) {
        if (offers.stream().allMatch(offer -> of(offer).isEmpty())) {
            return;
        }
        Instant now = clock.now();
        Map<String, String> workflows = new HashMap<>();
        for (int i = 0; i < offers.size(); i++) {
            check(offers.get(i), "/workflows/" + i + "/schedules", violations, workflows, now);
        }
    }

    /** @param workflows those that have declared schedules before, by the names of these */
    private static void check(
            WorkflowOffer offer, String pointer, Violations violations, Map<String, String> workflows, Instant now) {
        List<WorkflowOffer.Schedule> schedules = of(offer);
        violations.require(
                schedules.size() <= MOST,
                pointer,
                "has %d entries, at most %d are allowed".formatted(schedules.size(), MOST));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < Math.min(schedules.size(), MOST); i++) {
            WorkflowOffer.Schedule schedule = schedules.get(i);
            ScheduleRules.check(violations, pointer + "/" + i, schedule, now);
            String workflow = workflows.merge(schedule.scheduleId(), offer.name(), (first, other) -> first);
            violations.require(
                    seen.add(schedule.scheduleId()) && workflow.equals(offer.name()),
                    pointer + "/" + i + "/scheduleId",
                    "is '%s', which workflow '%s' declares already".formatted(schedule.scheduleId(), workflow));
        }
    }

    @Override
    public void declared(UUID namespaceId, List<WorkflowOffer> offers, Instant declaredAt) {
        Map<String, WorkflowOffer> highest = new TreeMap<>();
        offers.forEach(offer ->
                highest.merge(offer.name(), offer, (one, other) -> one.version() > other.version() ? one : other));
        List<Declaration> declarations = highest.values().stream()
                .map(offer -> new Declaration(offer.name(), offer.version()))
                .toList();
        List<WorkflowOffer> decisive = repository.declare(namespaceId, declarations, declaredAt).stream()
                .sorted()
                .map(highest::get)
                .map(Objects::requireNonNull)
                .toList();
        if (!decisive.isEmpty()) {
            declared.follow(namespaceId, decisive, clock.now());
        }
    }
}
