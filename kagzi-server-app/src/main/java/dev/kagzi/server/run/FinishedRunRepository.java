package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds runs whose time is over. */
@Repository
class FinishedRunRepository {

    private final JdbcClient jdbc;

    FinishedRunRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A namespace that has something to remove.
     *
     * @param before what finished until then goes
     * @param oldest when the first of them finished
     */
    record Overdue(UUID namespaceId, Instant before, Instant oldest) {

        Duration lag() {
            return Duration.between(oldest, before);
        }
    }

    /** One look into the index of finished runs for each namespace. */
    List<Overdue> overdue(Instant now, Duration retention) {
        return jdbc.sql("""
                        SELECT n.namespace_id, n.before, r.finished_at
                          FROM (SELECT namespace_id, :now - coalesce(retention_ms, :retention) * interval '1 ms' AS before
                                  FROM kagzi.namespace) n
                         CROSS JOIN LATERAL (
                               SELECT finished_at FROM kagzi.run
                                WHERE namespace_id = n.namespace_id AND finished_at <= n.before
                                ORDER BY finished_at LIMIT 1) r
                         ORDER BY r.finished_at - n.before
                        """)
                .param("now", timestamp(now))
                .param("retention", retention.toMillis())
                .query((row, number) -> new Overdue(
                        row.getObject("namespace_id", UUID.class),
                        Objects.requireNonNull(Sql.instant(row, "before")),
                        Objects.requireNonNull(Sql.instant(row, "finished_at"))))
                .list();
    }

    /** A run that goes, with the number of its steps. */
    record Old(UUID runId, int steps) {}

    /** Locks the oldest. What another server removes, or a caller is about to retry, is left to them. */
    List<Old> lockOldest(Overdue overdue, int limit) {
        return jdbc.sql("""
                        SELECT run_id, steps FROM kagzi.run
                         WHERE namespace_id = :namespace AND finished_at <= :before
                         ORDER BY finished_at LIMIT :limit FOR UPDATE SKIP LOCKED
                        """)
                .param("namespace", overdue.namespaceId())
                .param("before", timestamp(overdue.before()))
                .param("limit", limit)
                .query((row, number) -> new Old(row.getObject("run_id", UUID.class), row.getInt("steps")))
                .list();
    }
}
