package dev.kagzi.observation;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.Tagged;
import io.micrometer.observation.ObservationRegistry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Observes the requests about schedules. */
public final class ObservedSchedulesApi implements SchedulesApi {

    private final SchedulesApi schedules;
    private final ObservedCalls calls;

    public ObservedSchedulesApi(
            SchedulesApi schedules, ObservationRegistry registry, @Nullable ClientObservationConvention convention) {
        this.schedules = schedules;
        this.calls = new ObservedCalls(registry, convention, null);
    }

    @Override
    public ScheduleSnapshot create(SaveSchedule schedule) {
        return calls.observe("schedule.create", () -> schedules.create(schedule));
    }

    @Override
    public Tagged<ScheduleSnapshot> get(String scheduleId) {
        return calls.observe("schedule.get", () -> schedules.get(scheduleId));
    }

    @Override
    public ScheduleSnapshot replace(String scheduleId, SaveSchedule schedule, String etag) {
        return calls.observe("schedule.replace", () -> schedules.replace(scheduleId, schedule, etag));
    }

    @Override
    public void delete(String scheduleId) {
        calls.observe("schedule.delete", () -> schedules.delete(scheduleId));
    }

    @Override
    public ScheduleSnapshot pause(String scheduleId) {
        return calls.observe("schedule.pause", () -> schedules.pause(scheduleId));
    }

    @Override
    public ScheduleSnapshot resume(String scheduleId) {
        return calls.observe("schedule.resume", () -> schedules.resume(scheduleId));
    }

    @Override
    public RunSnapshot trigger(String scheduleId, UUID key) {
        return calls.observe("schedule.trigger", () -> schedules.trigger(scheduleId, key));
    }

    @Override
    public BackfillResult backfill(String scheduleId, Backfill backfill, UUID key) {
        return calls.observe("schedule.backfill", () -> schedules.backfill(scheduleId, backfill, key));
    }

    @Override
    public Page<ScheduleSnapshot> list(@Nullable String cursor) {
        return calls.observe("schedule.list", () -> schedules.list(cursor));
    }
}
