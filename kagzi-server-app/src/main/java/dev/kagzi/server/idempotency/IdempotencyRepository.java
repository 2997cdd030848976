package dev.kagzi.server.idempotency;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import dev.kagzi.server.web.RepeatedRequests.Answer;
import dev.kagzi.server.web.RepeatedRequests.Keyed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class IdempotencyRepository {

    private final JdbcClient jdbc;

    IdempotencyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A request that has come before. */
    record Row(
            byte[] fingerprint,
            UUID freshId,
            Instant beganAt,
            @Nullable Answer answer) {}

    /** False when the key is taken. */
    boolean insert(UUID namespaceId, Keyed request, UUID freshId, Instant now) {
        return jdbc.sql("""
                                INSERT INTO kagzi.idempotency (namespace_id, key, fingerprint, fresh_id, began_at)
                                VALUES (:namespace, :key, :fingerprint, :freshId, :now)
                                ON CONFLICT (namespace_id, key) DO NOTHING
                                """)
                        .param("namespace", namespaceId)
                        .param("key", request.key())
                        .param("fingerprint", request.fingerprint())
                        .param("freshId", freshId)
                        .param("now", timestamp(now))
                        .update()
                == 1;
    }

    Optional<Row> lock(UUID namespaceId, String key) {
        return jdbc.sql("""
                        SELECT fingerprint, fresh_id, began_at, status, content_type, location, etag, body
                          FROM kagzi.idempotency
                         WHERE namespace_id = :namespace AND key = :key FOR UPDATE
                        """)
                .param("namespace", namespaceId)
                .param("key", key)
                .query(IdempotencyRepository::row)
                .optional();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        Integer status = row.getObject("status", Integer.class);
        return new Row(
                row.getBytes("fingerprint"),
                row.getObject("fresh_id", UUID.class),
                Objects.requireNonNull(Sql.instant(row, "began_at")),
                status == null
                        ? null
                        : new Answer(
                                status,
                                row.getString("content_type"),
                                row.getString("location"),
                                row.getString("etag"),
                                row.getBytes("body")));
    }

    void beginAgain(UUID namespaceId, String key, Instant now) {
        jdbc.sql("UPDATE kagzi.idempotency SET began_at = :now WHERE namespace_id = :namespace AND key = :key")
                .param("namespace", namespaceId)
                .param("key", key)
                .param("now", timestamp(now))
                .update();
    }

    int keep(UUID namespaceId, String key, Answer answer) {
        return jdbc.sql("""
                        UPDATE kagzi.idempotency
                           SET status = :status, content_type = :contentType, location = :location, etag = :etag,
                               body = :body
                         WHERE namespace_id = :namespace AND key = :key
                        """)
                .param("namespace", namespaceId)
                .param("key", key)
                .param("status", answer.status())
                .param("contentType", answer.contentType())
                .param("location", answer.location())
                .param("etag", answer.etag())
                .param("body", answer.body())
                .update();
    }

    int remove(UUID namespaceId, String key) {
        return jdbc.sql("""
                        DELETE FROM kagzi.idempotency
                         WHERE namespace_id = :namespace AND key = :key AND status IS NULL
                        """).param("namespace", namespaceId).param("key", key).update();
    }

    /** In all namespaces, the oldest first. */
    int removeOld(Instant before, int limit) {
        return jdbc.sql("""
                        DELETE FROM kagzi.idempotency i
                         USING (SELECT namespace_id, key FROM kagzi.idempotency WHERE began_at < :before
                                 ORDER BY began_at LIMIT :limit FOR UPDATE SKIP LOCKED) old
                         WHERE i.namespace_id = old.namespace_id AND i.key = old.key
                        """)
                .param("before", timestamp(before))
                .param("limit", limit)
                .update();
    }
}
