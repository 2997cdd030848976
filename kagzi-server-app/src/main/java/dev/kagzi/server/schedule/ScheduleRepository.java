package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.Payload;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.StoredPayload;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Keeps schedules as people and workflows have made them. */
@Repository
class ScheduleRepository {

    private static final String BY_KEY =
            "FROM kagzi.schedule s WHERE s.namespace_id = :namespace AND s.schedule_id = :schedule\n";

    private final JdbcClient jdbc;
    private final Json json;
    private final ScheduleRow row;

    ScheduleRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
        this.row = new ScheduleRow(json);
    }

    /** False when there is one of this name. */
    boolean insert(Schedule schedule) {
        StatementSpec insert = jdbc.sql("""
                INSERT INTO kagzi.schedule (namespace_id, schedule_id, workflow, cron, zone, overlap, catch_up, input, input_made_for,
                       input_of_event, declared, paused, version, next_fire_at)
                VALUES (:namespace, :schedule, :workflow, :cron, :zone, :overlap, :catchUp, :input, :madeFor, :ofEvent, :declared, :paused,
                        :version, :next)
                ON CONFLICT (namespace_id, schedule_id) DO NOTHING
                """);
        return columns(insert, schedule).update() == 1;
    }

    /** Writes all but what firings alone change. */
    void update(Schedule schedule) {
        StatementSpec update = jdbc.sql("""
                UPDATE kagzi.schedule
                   SET workflow = :workflow, cron = :cron, zone = :zone, overlap = :overlap, catch_up = :catchUp, input = :input,
                       input_made_for = :madeFor, input_of_event = :ofEvent, declared = :declared, paused = :paused,
                       version = :version, next_fire_at = :next
                 WHERE namespace_id = :namespace AND schedule_id = :schedule
                """);
        columns(update, schedule).update();
        updateTimes(schedule);
    }

    private StatementSpec columns(StatementSpec statement, Schedule schedule) {
        Payload input = schedule.settings().input();
        return statement
                .param("namespace", schedule.namespaceId())
                .param("schedule", schedule.scheduleId())
                .param("workflow", schedule.settings().workflow())
                .param("cron", schedule.timing().cron())
                .param("zone", schedule.timing().zone())
                .param("overlap", schedule.timing().overlap().name())
                .param("catchUp", schedule.timing().catchUp())
                .param("input", StoredPayload.bytes(input))
                .param("madeFor", input == null ? null : input.encodedFor())
                .param("ofEvent", input != null && input.isOfEvent())
                .param("declared", json.write(schedule.declared()))
                .param("paused", schedule.paused())
                .param("version", schedule.version())
                .param("next", timestamp(schedule.times().nextFireAt()));
    }

    /** Writes what firings change, and leaves alone the rest, which may be large. */
    void updateTimes(Schedule schedule) {
        updateTimes(schedule.namespaceId(), List.of(schedule));
    }

    /** The same of several. */
    void updateTimes(UUID namespaceId, Collection<Schedule> schedules) {
        jdbc.sql("""
                        UPDATE kagzi.schedule s
                           SET next_fire_at = t.next_fire_at, last_fired_at = t.last_fired_at, turn_at = t.turn_at, retry_at = t.retry_at
                          FROM unnest(:schedules, :nexts, :lasts, :turns, :retries)
                               AS t (schedule_id, next_fire_at, last_fired_at, turn_at, retry_at)
                         WHERE s.namespace_id = :namespace AND s.schedule_id = t.schedule_id
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", schedules, Schedule::scheduleId))
                .param("nexts", instants(schedules, schedule -> schedule.times().nextFireAt()))
                .param("lasts", instants(schedules, schedule -> schedule.times().lastFiredAt()))
                .param("turns", instants(schedules, schedule -> schedule.times().turnAt()))
                .param(
                        "retries",
                        instants(schedules, schedule -> schedule.times().retryAt()))
                .update();
    }

    /** Gives a schedule that is locked another name, with its firings. False when there is one of that name. */
    boolean rename(Schedule schedule, Schedule renamed) {
        if (!insert(renamed)) {
            return false;
        }
        updateTimes(renamed);
        jdbc.sql("""
                        UPDATE kagzi.firing SET schedule_id = :to
                         WHERE namespace_id = :namespace AND schedule_id = :from
                        """)
                .param("namespace", schedule.namespaceId())
                .param("from", schedule.scheduleId())
                .param("to", renamed.scheduleId())
                .update();
        delete(schedule.key());
        return true;
    }

    /** Its firings go with it. */
    void delete(ScheduleKey key) {
        jdbc.sql("DELETE FROM kagzi.schedule WHERE namespace_id = :namespace AND schedule_id = :schedule")
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .update();
    }

    Optional<Schedule> find(ScheduleKey key) {
        return one("SELECT " + ScheduleRow.WHOLE + BY_KEY, key);
    }

    /** The schedule, which nobody else fires or changes until this transaction ends. */
    Optional<Schedule> lock(ScheduleKey key) {
        return one("SELECT " + ScheduleRow.WHOLE + BY_KEY + "FOR UPDATE", key);
    }

    /** The same of several, the latest first, without those that somebody else is at. */
    List<Schedule> lockUnlessBusy(UUID namespaceId, Collection<String> scheduleIds) {
        return jdbc.sql("SELECT " + ScheduleRow.WHOLE + """
                          FROM kagzi.schedule s WHERE s.namespace_id = :namespace AND s.schedule_id = ANY (:schedules)
                         ORDER BY s.next_fire_at, s.schedule_id FOR UPDATE SKIP LOCKED
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", scheduleIds, id -> id))
                .query(row)
                .list();
    }

    private Optional<Schedule> one(String sql, ScheduleKey key) {
        return jdbc.sql(sql)
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .query(row)
                .optional();
    }

    /** In the order of their names, without inputs; {@code ''} comes before all of them. */
    List<Schedule> listAfter(UUID namespaceId, String scheduleId, int limit) {
        return jdbc.sql("SELECT " + ScheduleRow.LISTED + """
                          FROM kagzi.schedule s WHERE s.namespace_id = :namespace AND s.schedule_id > :after
                         ORDER BY s.schedule_id LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("after", scheduleId)
                .param("limit", limit)
                .query(row)
                .list();
    }

    /** Those of these names, and all that these workflows have declared. */
    List<Schedule> findDeclared(UUID namespaceId, Collection<String> scheduleIds, Collection<String> workflows) {
        return jdbc.sql("SELECT " + ScheduleRow.LISTED + """
                          FROM kagzi.schedule s
                         WHERE s.namespace_id = :namespace
                           AND (s.schedule_id = ANY (:schedules) OR s.declared IS NOT NULL AND s.workflow = ANY (:workflows))
                         ORDER BY s.schedule_id
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", scheduleIds, id -> id))
                .param("workflows", array("text", workflows, name -> name))
                .query(row)
                .list();
    }

    /** A version of a workflow whose schedules are declared. */
    record Declaration(String workflow, int version) {}

    /**
     * Notes the declarations, and says of which workflows they count. Nobody else declares these until the transaction ends.
     *
     * @param declaredAt when the process that makes them started its session
     */
    List<String> declare(UUID namespaceId, Collection<Declaration> declarations, Instant declaredAt) {
        return jdbc.sql("""
                        INSERT INTO kagzi.schedule_declaration (namespace_id, workflow, version, declared_at)
                        SELECT :namespace, d.workflow, d.version, :declaredAt
                          FROM unnest(:workflows, :versions) AS d (workflow, version)
                         -- One order for everybody, so that sessions wait for each other one way only.
                         ORDER BY d.workflow
                        ON CONFLICT (namespace_id, workflow) DO UPDATE
                           SET version = excluded.version, declared_at = excluded.declared_at
                         WHERE (schedule_declaration.version, schedule_declaration.declared_at)
                               <= (excluded.version, excluded.declared_at)
                        RETURNING workflow
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", declarations, Declaration::workflow))
                .param("versions", array("int4", declarations, Declaration::version))
                .param("declaredAt", timestamp(declaredAt))
                .query(String.class)
                .list();
    }
}
