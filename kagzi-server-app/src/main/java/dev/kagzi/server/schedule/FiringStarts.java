package dev.kagzi.server.schedule;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.server.run.FiredRuns;
import dev.kagzi.server.run.FiredRuns.FiredRun;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Starts the runs of firings, in the transaction that has locked their schedule. The firing is on record before: it decides that there is
 * no second run for it.
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

    /** Whether a run of the schedule is not finished. */
    boolean isRunOpen(Schedule schedule) {
        return runs.hasOpen(schedule.namespaceId(), schedule.scheduleId());
    }

    /** Starts the run of a firing that is on record as started. Where there is no such workflow the record is put right. */
    Schedule start(Schedule schedule, Firing firing, Instant now) {
        if (run(schedule, firing).isPresent()) {
            return schedule.with(schedule.times().fired(firing.fireAt()));
        }
        firings.decide(schedule.key(), Firing.skipped(firing.fireAt(), SkipReason.WORKFLOW_UNKNOWN), now);
        meters.skipped(SkipReason.WORKFLOW_UNKNOWN, 1);
        return schedule;
    }

    /** Empty when no worker has ever registered the workflow. */
    Optional<RunSnapshot> run(Schedule schedule, Firing firing) {
        UUID runId = Objects.requireNonNull(firing.runId());
        FiredRun run = new FiredRun(
                runId,
                schedule.scheduleId(),
                firing.fireAt(),
                schedule.settings().workflow(),
                schedule.settings().input());
        Optional<RunSnapshot> started = runs.start(schedule.namespaceId(), run);
        started.ifPresent(snapshot -> meters.started());
        return started;
    }
}
