package dev.kagzi.server.schedule;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.server.run.FiredRuns;
import dev.kagzi.server.run.FiredRuns.FiredRun;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Starts the runs of firings, in the transaction that has locked their schedules. The firing is on record before: it decides that there
 * is no second run for it.
 */
@Component
class FiringStarts {

    private final FiringRepository firings;
    private final FiredRuns runs;
    private final ScheduleMeters meters;

    FiringStarts(FiringRepository firings, FiredRuns runs, ScheduleMeters meters) {
        this.firings = firings;
        this.runs = runs;
        this.meters = meters;
    }

    /** Those of these schedules that have a run that is not finished. */
    Set<String> open(UUID namespaceId, Collection<Schedule> schedules) {
        return schedules.isEmpty()
                ? Set.of()
                : runs.open(
                        namespaceId,
                        schedules.stream().map(Schedule::scheduleId).toList());
    }

    /** Starts the runs of firings that are on record as started. Where there is no such workflow the record is put right. */
    void start(FiringBatch batch, List<ScheduleFiring> onRecord) {
        if (onRecord.isEmpty()) {
            return;
        }
        Set<UUID> started = runs.startAll(
                batch.namespaceId(),
                onRecord.stream()
                        .map(of -> run(batch.schedule(of.scheduleId()), of.firing()))
                        .toList());
        for (ScheduleFiring of : onRecord) {
            if (started.contains(of.firing().runId())) {
                Schedule schedule = batch.schedule(of.scheduleId());
                batch.become(schedule.with(schedule.times().fired(of.firing().fireAt())));
            }
        }
        meters.started(started.size());
        skip(
                batch,
                onRecord.stream()
                        .filter(of -> !started.contains(of.firing().runId()))
                        .toList());
    }

    private void skip(FiringBatch batch, List<ScheduleFiring> withoutWorkflow) {
        if (!withoutWorkflow.isEmpty()) {
            firings.decide(
                    batch.namespaceId(),
                    withoutWorkflow.stream()
                            .map(of -> new ScheduleFiring(
                                    of.scheduleId(), Firing.skipped(of.firing().fireAt(), SkipReason.WORKFLOW_UNKNOWN)))
                            .toList(),
                    batch.now());
            meters.skipped(SkipReason.WORKFLOW_UNKNOWN, withoutWorkflow.size());
        }
    }

    /** Empty when no worker has ever registered the workflow. */
    Optional<RunSnapshot> start(Schedule schedule, Firing firing) {
        Optional<RunSnapshot> started = runs.start(schedule.namespaceId(), run(schedule, firing));
        started.ifPresent(snapshot -> meters.started(1));
        return started;
    }

    private static FiredRun run(Schedule schedule, Firing firing) {
        return new FiredRun(
                Objects.requireNonNull(firing.runId()),
                schedule.scheduleId(),
                firing.fireAt(),
                schedule.settings().workflow(),
                schedule.settings().input());
    }
}
