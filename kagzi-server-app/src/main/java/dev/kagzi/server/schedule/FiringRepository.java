package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps what became of firings. Whoever writes here has locked the schedule. */
@Repository
class FiringRepository {

    private static final String COLUMNS = "SELECT fire_at, made_up, run_id, skipped FROM kagzi.firing\n";
    private static final String OF_SCHEDULE = "WHERE namespace_id = :namespace AND schedule_id = :schedule\n";

    private final JdbcClient jdbc;

    FiringRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds firings; one that is there stays what it is. Returns the runs of those that are new and started. */
    Set<UUID> insert(UUID namespaceId, Collection<ScheduleFiring> firings, Instant now) {
        return new HashSet<>(jdbc.sql("""
                        WITH added AS (
                            INSERT INTO kagzi.firing (namespace_id, schedule_id, fire_at, made_up, run_id, skipped, decided_at)
                            SELECT :namespace, f.* FROM unnest(:schedules, :fireAts, :madeUps, :runs, :skips, :decidedAts) AS f
                            ON CONFLICT (namespace_id, schedule_id, fire_at) DO NOTHING
                            RETURNING run_id)
                        SELECT run_id FROM added WHERE run_id IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", firings, ScheduleFiring::scheduleId))
                .param("fireAts", instants(firings, of -> of.firing().fireAt()))
                .param("madeUps", array("bool", firings, of -> of.firing().madeUp()))
                .param("runs", array("uuid", firings, of -> of.firing().runId()))
                .param("skips", array("text", firings, FiringRepository::skipped))
                .param("decidedAts", instants(firings, of -> of.firing().isDecided() ? now : null))
                .query(UUID.class)
                .list());
    }

    private static @Nullable String skipped(ScheduleFiring of) {
        SkipReason reason = of.firing().skipped();
        return reason == null ? null : reason.name();
    }

    /** Makes firings wait, those that were skipped among them; one that waits or has a run stays what it is. */
    void makeUp(ScheduleKey key, Collection<Instant> fireAts) {
        jdbc.sql("""
                        INSERT INTO kagzi.firing (namespace_id, schedule_id, fire_at, made_up)
                        SELECT :namespace, :schedule, f.fire_at, true FROM unnest(:fireAts) AS f (fire_at)
                        ON CONFLICT (namespace_id, schedule_id, fire_at) DO UPDATE
                           SET made_up = true, skipped = NULL, decided_at = NULL
                         WHERE firing.skipped IS NOT NULL
                        """)
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("fireAts", instants(fireAts, fireAt -> fireAt))
                .update();
    }

    /** Says what became of firings: they have started their runs, or were skipped after all. */
    void decide(UUID namespaceId, Collection<ScheduleFiring> firings, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.firing f SET run_id = d.run_id, skipped = d.skipped, decided_at = :now
                          FROM unnest(:schedules, :fireAts, :runs, :skips) AS d (schedule_id, fire_at, run_id, skipped)
                         WHERE f.namespace_id = :namespace AND f.schedule_id = d.schedule_id AND f.fire_at = d.fire_at
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", firings, ScheduleFiring::scheduleId))
                .param("fireAts", instants(firings, of -> of.firing().fireAt()))
                .param("runs", array("uuid", firings, of -> of.firing().runId()))
                .param("skips", array("text", firings, FiringRepository::skipped))
                .param("now", timestamp(now))
                .update();
    }

    /** Of each of these schedules the oldest firings that wait, oldest first. */
    Map<String, List<Firing>> oldestWaiting(UUID namespaceId, Collection<String> scheduleIds, int ofEach) {
        Map<String, List<Firing>> oldest = new HashMap<>();
        jdbc.sql("""
                        SELECT s.schedule_id, f.fire_at, f.made_up, f.run_id, f.skipped
                          FROM unnest(:schedules) AS s (schedule_id)
                         CROSS JOIN LATERAL (SELECT * FROM kagzi.firing w
                                              WHERE w.namespace_id = :namespace AND w.schedule_id = s.schedule_id
                                                AND w.decided_at IS NULL
                                              ORDER BY w.fire_at LIMIT :ofEach) f
                         ORDER BY f.fire_at
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", scheduleIds, id -> id))
                .param("ofEach", ofEach)
                .query(row -> {
                    oldest.computeIfAbsent(row.getString("schedule_id"), id -> new ArrayList<>())
                            .add(firing(row, 0));
                });
        return oldest;
    }

    /** How many wait, counted up to a bound. */
    int countWaiting(ScheduleKey key, int atMost) {
        return jdbc.sql("SELECT count(*) FROM (SELECT FROM kagzi.firing " + OF_SCHEDULE
                        + "AND decided_at IS NULL LIMIT :atMost) f")
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("atMost", atMost)
                .query(Integer.class)
                .single();
    }

    /** The newest before this instant, newest first. */
    List<Firing> listBefore(ScheduleKey key, Instant before, int limit) {
        return jdbc.sql(COLUMNS + OF_SCHEDULE + "AND fire_at < :before ORDER BY fire_at DESC LIMIT :limit")
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("before", timestamp(before))
                .param("limit", limit)
                .query(FiringRepository::firing)
                .list();
    }

    /** Of these instants, those that have started a run. */
    List<Instant> started(ScheduleKey key, Collection<Instant> fireAts) {
        return jdbc.sql("SELECT fire_at FROM kagzi.firing " + OF_SCHEDULE
                        + "AND fire_at = ANY (:fireAts) AND run_id IS NOT NULL")
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("fireAts", instants(fireAts, fireAt -> fireAt))
                .query((row, number) -> fireAt(row))
                .list();
    }

    private static Firing firing(ResultSet row, int number) throws SQLException {
        String skipped = row.getString("skipped");
        return new Firing(
                fireAt(row),
                row.getBoolean("made_up"),
                row.getObject("run_id", UUID.class),
                skipped == null ? null : SkipReason.valueOf(skipped));
    }

    private static Instant fireAt(ResultSet row) throws SQLException {
        return Objects.requireNonNull(Sql.instant(row, "fire_at"));
    }
}
