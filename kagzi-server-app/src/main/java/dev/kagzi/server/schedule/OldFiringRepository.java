package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds and deletes firings whose time is over. */
@Repository
class OldFiringRepository {

    /** The newest of a schedule stays: it shows when it fired last. */
    private static final String HAS_NEWER = """
            EXISTS (SELECT FROM kagzi.firing newer
                     WHERE newer.namespace_id = f.namespace_id AND newer.schedule_id = f.schedule_id AND newer.fire_at > f.fire_at)
            """;

    private final JdbcClient jdbc;

    OldFiringRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A namespace that has firings to remove: those that were decided until then. */
    record Overdue(UUID namespaceId, Instant before) {}

    List<Overdue> overdue(Instant now, Duration retention) {
        return jdbc.sql("""
                        SELECT n.namespace_id, n.before
                          FROM (SELECT namespace_id, :now - coalesce(retention_ms, :retention) * interval '1 ms' AS before
                                  FROM kagzi.namespace) n
                         WHERE EXISTS (SELECT FROM kagzi.firing f
                                        WHERE f.namespace_id = n.namespace_id AND f.decided_at <= n.before AND
                        """ + HAS_NEWER + ")")
                .param("now", timestamp(now))
                .param("retention", retention.toMillis())
                .query((row, number) -> new Overdue(
                        row.getObject("namespace_id", UUID.class), Objects.requireNonNull(Sql.instant(row, "before"))))
                .list();
    }

    /** The oldest first. What another server removes, or a backfill takes up again, is left to them. */
    int remove(Overdue overdue, int limit) {
        return jdbc.sql("""
                        DELETE FROM kagzi.firing d
                         USING (SELECT f.namespace_id, f.schedule_id, f.fire_at FROM kagzi.firing f
                                 WHERE f.namespace_id = :namespace AND f.decided_at <= :before AND
                        """ + HAS_NEWER + """
                                 ORDER BY f.decided_at LIMIT :limit FOR UPDATE OF f SKIP LOCKED) old
                         WHERE d.namespace_id = old.namespace_id AND d.schedule_id = old.schedule_id AND d.fire_at = old.fire_at
                        """)
                .param("namespace", overdue.namespaceId())
                .param("before", timestamp(overdue.before()))
                .param("limit", limit)
                .update();
    }
}
