package dev.kagzi.server.schedule;

import dev.kagzi.protocol.Overlap;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** How a schedule is read: the columns, and what becomes of them. */
final class ScheduleRow implements RowMapper<Schedule> {

    private static final String NARROW = """
            s.namespace_id, s.schedule_id, s.workflow, s.cron, s.zone, s.overlap, s.catch_up, s.declared, s.paused, s.version,
            s.next_fire_at, s.last_fired_at, s.turn_at, s.retry_at, s.input_made_for, s.input_of_event,
            """;

    /** Without the input. */
    static final String LISTED = NARROW + " NULL::bytea AS input\n";

    static final String WHOLE = NARROW + " s.input\n";

    private final Json json;

    ScheduleRow(Json json) {
        this.json = json;
    }

    @Override
    public Schedule mapRow(ResultSet row, int number) throws SQLException {
        Timing timing = new Timing(
                row.getString("cron"),
                row.getString("zone"),
                Overlap.valueOf(row.getString("overlap")),
                row.getInt("catch_up"));
        return new Schedule(
                row.getObject("namespace_id", UUID.class),
                row.getString("schedule_id"),
                new Schedule.Settings(
                        row.getString("workflow"),
                        timing,
                        StoredPayload.read(
                                row.getBytes("input"),
                                row.getObject("input_made_for", UUID.class),
                                row.getBoolean("input_of_event"))),
                declared(row),
                row.getBoolean("paused"),
                row.getLong("version"),
                new Schedule.Times(
                        Sql.instant(row, "next_fire_at"),
                        Sql.instant(row, "last_fired_at"),
                        Sql.instant(row, "turn_at"),
                        Sql.instant(row, "retry_at")));
    }

    private @Nullable Timing declared(ResultSet row) throws SQLException {
        byte[] declared = row.getBytes("declared");
        return declared == null ? null : json.read(declared, Timing.class);
    }
}
