package dev.kagzi.server.schedule;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;

/** What requests about schedules are refused with. */
final class ScheduleProblems {

    private ScheduleProblems() {}

    static ProblemException notFound(String scheduleId) {
        return new ProblemException(
                ProblemCode.SCHEDULE_NOT_FOUND,
                "There is no schedule '%s' in this namespace. It may belong to another one; 'GET /api/v1/schedules' lists those that are here."
                        .formatted(Printable.excerpt(scheduleId)));
    }

    static ProblemException exists(Schedule schedule, String workflow) {
        return new ProblemException(
                ProblemCode.SCHEDULE_EXISTS,
                ("There is a schedule '%s' already: '%s' of workflow '%s'. Nothing was changed. Change it with"
                                + " 'PUT /api/v1/schedules/%s', or choose another name.")
                        .formatted(schedule.scheduleId(), schedule.timing().cron(), workflow, schedule.scheduleId()));
    }

    static ProblemException declared(Schedule schedule) {
        return new ProblemException(
                ProblemCode.SCHEDULE_DECLARED,
                ("The code of workflow '%s' declares the schedule '%s': it would come back with the next start of its application."
                                + " Pause it, or take the cron out of the code.")
                        .formatted(schedule.settings().workflow(), schedule.scheduleId()));
    }
}
