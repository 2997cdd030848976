package dev.kagzi.server.schedule;

import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot.Source;
import dev.kagzi.server.worker.WorkflowRegistry;
import org.springframework.stereotype.Component;

/** Shows schedules as callers see them: under their workflow's name of today. */
@Component
class ScheduleSnapshots {

    private final WorkflowRegistry workflows;

    ScheduleSnapshots(WorkflowRegistry workflows) {
        this.workflows = workflows;
    }

    ScheduleSnapshot of(Schedule schedule) {
        Timing timing = schedule.timing();
        return new ScheduleSnapshot(
                schedule.scheduleId(),
                workflows.nameOf(schedule.namespaceId(), schedule.settings().workflow()),
                timing.cron(),
                timing.zone(),
                schedule.settings().input(),
                timing.overlap(),
                timing.catchUp(),
                schedule.paused(),
                schedule.isDeclared() ? Source.ANNOTATION : Source.API,
                schedule.times().nextFireAt(),
                schedule.times().lastFiredAt());
    }

    static FiringSnapshot of(Firing firing) {
        return new FiringSnapshot(
                firing.fireAt(),
                firing.runId(),
                firing.skipped() == null ? null : firing.skipped().name());
    }
}
