package dev.kagzi.transport;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules over HTTP. */
public final class HttpSchedulesApi implements SchedulesApi {

    private static final String SCHEDULES = "/schedules";
    private static final String SCHEDULE = SCHEDULES + "/{scheduleId}";

    private final HttpConnection connection;

    public HttpSchedulesApi(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public ScheduleSnapshot create(SaveSchedule schedule) {
        return connection.call(Request.post(connection.uri(SCHEDULES), schedule), ScheduleSnapshot.class);
    }

    @Override
    public Tagged<ScheduleSnapshot> get(String scheduleId) {
        return connection.tagged(Request.get(connection.uri(SCHEDULE, scheduleId)), ScheduleSnapshot.class);
    }

    @Override
    public ScheduleSnapshot replace(String scheduleId, SaveSchedule schedule, String etag) {
        return connection.call(
                Request.put(connection.uri(SCHEDULE, scheduleId), schedule, etag), ScheduleSnapshot.class);
    }

    @Override
    public void delete(String scheduleId) {
        connection.call(Request.delete(connection.uri(SCHEDULE, scheduleId)));
    }

    @Override
    public ScheduleSnapshot pause(String scheduleId) {
        return connection.call(post(scheduleId, "pause", null), ScheduleSnapshot.class);
    }

    @Override
    public ScheduleSnapshot resume(String scheduleId) {
        return connection.call(post(scheduleId, "resume", null), ScheduleSnapshot.class);
    }

    @Override
    public RunSnapshot trigger(String scheduleId, UUID key) {
        return connection.call(post(scheduleId, "trigger", null).once(key), RunSnapshot.class);
    }

    @Override
    public BackfillResult backfill(String scheduleId, Backfill backfill, UUID key) {
        return connection.call(post(scheduleId, "backfill", backfill).once(key), BackfillResult.class);
    }

    @Override
    public Page<ScheduleSnapshot> list(@Nullable String cursor) {
        URI uri = cursor == null ? connection.uri(SCHEDULES) : connection.uri(SCHEDULES + "?cursor={cursor}", cursor);
        SchedulePage page = connection.call(Request.get(uri), SchedulePage.class);
        return new Page<>(page.items(), page.nextCursor());
    }

    private Request post(String scheduleId, String action, @Nullable Object body) {
        return Request.post(connection.uri(SCHEDULE + "/" + action, scheduleId), body);
    }

    /** A page with its type spelt out, as the mapper needs it. */
    private record SchedulePage(
            List<ScheduleSnapshot> items, @Nullable String nextCursor) {}
}
