package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.timestamp;

import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps the pace of each namespace, for all servers together. */
@Repository
class FiringPaceRepository {

    private final JdbcClient jdbc;

    FiringPaceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the namespace may start one now; the next one then not before {@code next}. False also when another server is at it. */
    boolean take(UUID namespaceId, Instant now, Instant next) {
        return isFirst(namespaceId, next)
                || jdbc.sql("""
                                UPDATE kagzi.firing_pace p SET next_start_at = :next
                                  FROM (SELECT namespace_id FROM kagzi.firing_pace
                                         WHERE namespace_id = :namespace AND next_start_at <= :now
                                           FOR UPDATE SKIP LOCKED) free
                                 WHERE p.namespace_id = free.namespace_id
                                """)
                                .param("namespace", namespaceId)
                                .param("now", timestamp(now))
                                .param("next", timestamp(next))
                                .update()
                        == 1;
    }

    private boolean isFirst(UUID namespaceId, Instant next) {
        return jdbc.sql("""
                                INSERT INTO kagzi.firing_pace (namespace_id, next_start_at) VALUES (:namespace, :next)
                                ON CONFLICT (namespace_id) DO NOTHING
                                """)
                        .param("namespace", namespaceId)
                        .param("next", timestamp(next))
                        .update()
                == 1;
    }
}
