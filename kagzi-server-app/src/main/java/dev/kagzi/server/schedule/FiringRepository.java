package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /** Adds firings, and says which are new: one that is there stays what it is. */
    List<Instant> insert(ScheduleKey key, Collection<Firing> firings, Instant now) {
        return jdbc.sql("""
                        INSERT INTO kagzi.firing (namespace_id, schedule_id, fire_at, made_up, run_id, skipped, decided_at)
                        SELECT :namespace, :schedule, f.* FROM unnest(:fireAts, :madeUps, :runs, :skips, :decidedAts) AS f
                        ON CONFLICT (namespace_id, schedule_id, fire_at) DO NOTHING
                        RETURNING fire_at
                        """)
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("fireAts", instants(firings, Firing::fireAt))
                .param("madeUps", array("bool", firings, Firing::madeUp))
                .param("runs", array("uuid", firings, Firing::runId))
                .param("skips", array("text", firings, FiringRepository::skipped))
                .param("decidedAts", instants(firings, firing -> firing.isDecided() ? now : null))
                .query((row, number) -> fireAt(row))
                .list();
    }

    private static @Nullable String skipped(Firing firing) {
        return firing.skipped() == null ? null : firing.skipped().name();
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

    /** Says what became of a firing: it has started its run, or was skipped after all. */
    void decide(ScheduleKey key, Firing firing, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.firing SET run_id = :run, skipped = :skipped, decided_at = :now
                        """ + OF_SCHEDULE + "AND fire_at = :fireAt")
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .param("fireAt", timestamp(firing.fireAt()))
                .param("run", firing.runId())
                .param("skipped", skipped(firing))
                .param("now", timestamp(now))
                .update();
    }

    Optional<Firing> oldestWaiting(ScheduleKey key) {
        return jdbc.sql(COLUMNS + OF_SCHEDULE + "AND decided_at IS NULL ORDER BY fire_at LIMIT 1")
                .param("namespace", key.namespaceId())
                .param("schedule", key.scheduleId())
                .query(FiringRepository::firing)
                .optional();
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
