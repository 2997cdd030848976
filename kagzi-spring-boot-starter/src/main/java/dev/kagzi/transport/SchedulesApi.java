package dev.kagzi.transport;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Schedules as clients see them. Every method throws {@link ServerProblemException} when the server answered with a problem and
 * {@link ServerUnreachableException} when no answer arrived, in which case the request may or may not have taken effect.
 */
public interface SchedulesApi {

    /** Makes a schedule; a problem when there is another one of this name. */
    ScheduleSnapshot create(SaveSchedule schedule);

    Tagged<ScheduleSnapshot> get(String scheduleId);

    /** Puts it in the place of the one that has this tag; a problem when that has been changed since. */
    ScheduleSnapshot replace(String scheduleId, SaveSchedule schedule, String etag);

    void delete(String scheduleId);

    ScheduleSnapshot pause(String scheduleId);

    ScheduleSnapshot resume(String scheduleId);

    /**
     * Starts a run of it now.
     *
     * @param key of the request: repeated with the same one it starts no second run
     */
    RunSnapshot trigger(String scheduleId, UUID key);

    /** @param key of the request: repeated with the same one it has the same answer */
    BackfillResult backfill(String scheduleId, Backfill backfill, UUID key);

    /**
     * A page of schedules without their inputs.
     *
     * @param cursor where the page begins, absent for the first one
     */
    Page<ScheduleSnapshot> list(@Nullable String cursor);
}
