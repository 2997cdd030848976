package dev.kagzi.test.engine;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.test.server.InMemorySchedules;
import dev.kagzi.test.server.InMemorySchedules.TaggedSchedule;
import dev.kagzi.test.server.InMemoryServer;
import dev.kagzi.test.server.Pages;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.Tagged;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules of the server in memory. */
public record InMemorySchedulesApi(InMemoryServer server) implements SchedulesApi {

    private static final Duration FOR_THE_WORKER = Duration.ofSeconds(10);

    private InMemorySchedules schedules() {
        server.awaitWorker(FOR_THE_WORKER);
        return server.schedules();
    }

    @Override
    public ScheduleSnapshot create(SaveSchedule schedule) {
        return Answers.of(() -> schedules().create(schedule).schedule());
    }

    @Override
    public Tagged<ScheduleSnapshot> get(String scheduleId) {
        TaggedSchedule found = Answers.of(() -> schedules().get(scheduleId));
        return new Tagged<>(found.schedule(), found.etag());
    }

    @Override
    public ScheduleSnapshot replace(String scheduleId, SaveSchedule schedule, String etag) {
        return Answers.of(() -> schedules().replace(scheduleId, schedule, etag).schedule());
    }

    @Override
    public void delete(String scheduleId) {
        Answers.of(() -> {
            schedules().delete(scheduleId);
            return true;
        });
    }

    @Override
    public ScheduleSnapshot pause(String scheduleId) {
        return Answers.of(() -> schedules().pause(scheduleId).schedule());
    }

    @Override
    public ScheduleSnapshot resume(String scheduleId) {
        return Answers.of(() -> schedules().resume(scheduleId).schedule());
    }

    @Override
    public RunSnapshot trigger(String scheduleId, UUID key) {
        return Answers.of(() -> schedules().trigger(scheduleId, key.toString()));
    }

    @Override
    public BackfillResult backfill(String scheduleId, Backfill backfill, UUID key) {
        return Answers.of(() -> schedules().backfill(scheduleId, backfill, key.toString()));
    }

    @Override
    public Page<ScheduleSnapshot> list(@Nullable String cursor) {
        return Answers.of(() -> schedules().list(new Pages(null, cursor)));
    }
}
