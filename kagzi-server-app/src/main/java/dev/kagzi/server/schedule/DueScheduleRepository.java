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

    private static final RowMapper<DueSchedule> DUE = (row, number) -> new DueSchedule(
            new ScheduleKey(row.getObject("namespace_id", UUID.class), row.getString("schedule_id")),
            row.getInt("input_size"));

    private static final String INPUT_SIZE = "coalesce(octet_length(s.input), 0) AS input_size\n";

    private static final String MAY_FIRE = """
            (s.retry_at IS NULL OR s.retry_at <= :now)
            AND s.namespace_id <> ALL (ARRAY(SELECT namespace_id FROM kagzi.namespace WHERE disabled))
            """;

    /**
     * Schedules with a firing that waits and with nothing in its way but time: from when on it may be started. Made-up firings keep
     * to the pace of their namespace; without {@code ALLOW} each waits for the run before it.
     */
    private static final String IN_TURN = """
            (SELECT s.namespace_id, s.schedule_id, s.turn_at, s.input,
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
            """ + MAY_FIRE + ") s\n";

    /** Be it that a firing waits for the end of a run. */
    static final String IS_ANY_DUE_SOON = """
            EXISTS (SELECT FROM kagzi.schedule WHERE turn_at IS NOT NULL AND NOT paused)
            OR (SELECT min(s.next_fire_at) FROM kagzi.schedule s WHERE s.next_fire_at IS NOT NULL AND %s) <= clock.soon
            """.formatted(MAY_FIRE.replace(":now", "clock.now"));

    private final JdbcClient jdbc;

    DueScheduleRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Schedules with firings that are due, those that are late first. */
    List<DueSchedule> due(Instant now, int limit) {
        return jdbc.sql("SELECT s.namespace_id, s.schedule_id, " + INPUT_SIZE + """
                          FROM kagzi.schedule s
                         WHERE s.next_fire_at <= :now AND
                        """ + MAY_FIRE
                        + "ORDER BY s.next_fire_at LIMIT :limit")
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(DUE)
                .list();
    }

    /** Schedules with a firing that waits and may be started, taking turns. */
    List<DueSchedule> inTurn(Instant now, int limit) {
        return jdbc.sql("SELECT s.namespace_id, s.schedule_id, " + INPUT_SIZE + "FROM " + IN_TURN + """
                         WHERE s.may_start_at <= :now ORDER BY s.turn_at LIMIT :limit
                        """)
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(DUE)
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
                               least((SELECT min(s.may_start_at) FROM
                        """ + IN_TURN
                        + "), (SELECT min(s.next_fire_at) FROM kagzi.schedule s WHERE s.next_fire_at IS NOT NULL AND "
                        + MAY_FIRE + ")) AS next_at")
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
