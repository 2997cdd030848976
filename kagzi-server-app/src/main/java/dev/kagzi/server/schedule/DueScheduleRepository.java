package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds schedules that have something to do, in all namespaces. */
@Repository
class DueScheduleRepository {

    private static final RowMapper<ScheduleKey> KEY =
            (row, number) -> new ScheduleKey(row.getObject("namespace_id", UUID.class), row.getString("schedule_id"));

    private static final String UNLESS_FAILING = "(s.retry_at IS NULL OR s.retry_at <= :now)\n";

    /**
     * Schedules with a firing that waits and with nothing in its way but time: from when on it may be started. Made-up firings keep
     * to the pace of their namespace; without {@code ALLOW} each waits for the run before it.
     */
    private static final String IN_TURN = """
            (SELECT s.namespace_id, s.schedule_id, s.turn_at,
                    CASE WHEN f.made_up THEN greatest(p.next_start_at, s.turn_at) ELSE s.turn_at END AS may_start_at
               FROM kagzi.schedule s
               JOIN LATERAL (SELECT made_up FROM kagzi.firing f
                              WHERE f.namespace_id = s.namespace_id AND f.schedule_id = s.schedule_id AND f.decided_at IS NULL
                              ORDER BY f.fire_at LIMIT 1) f ON true
               LEFT JOIN kagzi.firing_pace p ON p.namespace_id = s.namespace_id
              WHERE s.turn_at IS NOT NULL AND NOT s.paused
                AND (s.overlap = 'ALLOW'
                     OR NOT EXISTS (SELECT FROM kagzi.run r
                                     WHERE r.namespace_id = s.namespace_id AND r.schedule_id = s.schedule_id
                                       AND r.finished_at IS NULL))
                AND
            """ + UNLESS_FAILING + ") t\n";

    private final JdbcClient jdbc;

    DueScheduleRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Schedules with firings that are due, those that are late first. */
    List<ScheduleKey> due(Instant now, int limit) {
        return jdbc.sql("""
                        SELECT s.namespace_id, s.schedule_id FROM kagzi.schedule s
                         WHERE s.next_fire_at <= :now AND
                        """ + UNLESS_FAILING + "ORDER BY s.next_fire_at LIMIT :limit")
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(KEY)
                .list();
    }

    /** Schedules with a firing that waits and may be started, taking turns. */
    List<ScheduleKey> inTurn(Instant now, int limit) {
        return jdbc.sql("SELECT t.namespace_id, t.schedule_id FROM " + IN_TURN + """
                         WHERE t.may_start_at <= :now ORDER BY t.turn_at LIMIT :limit
                        """)
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(KEY)
                .list();
    }

    /**
     * What there will be to do.
     *
     * @param nextAt the nearest instant at which there is something
     * @param isAnyWaiting whether any schedule has firings that wait, be it for the end of a run
     */
    record Outlook(@Nullable Instant nextAt, boolean isAnyWaiting) {}

    Outlook outlook(Instant now) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM kagzi.schedule WHERE turn_at IS NOT NULL AND NOT paused) AS any_waiting,
                               least((SELECT min(t.may_start_at) FROM
                        """ + IN_TURN
                        + "), (SELECT min(s.next_fire_at) FROM kagzi.schedule s WHERE s.next_fire_at IS NOT NULL AND "
                        + UNLESS_FAILING + ")) AS next_at")
                .param("now", timestamp(now))
                .query((row, number) -> new Outlook(Sql.instant(row, "next_at"), row.getBoolean("any_waiting")))
                .single();
    }

    /** It could not be fired, and is left alone until then. */
    void postpone(ScheduleKey key, Instant until) {
        jdbc.sql("""
                        UPDATE kagzi.schedule SET retry_at = :until
                         WHERE namespace_id = :namespace AND schedule_id = :schedule
                        """)
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("until", timestamp(until))
                .update();
    }
}
