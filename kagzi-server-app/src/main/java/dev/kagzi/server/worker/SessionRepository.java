package dev.kagzi.server.worker;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class SessionRepository {

    private final JdbcClient jdbc;
    private final Json json;

    SessionRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Opened upsert(UUID namespaceId, UUID workerId, OpenSession request, Instant now) {
        return jdbc.sql("""
                        INSERT INTO kagzi.worker (namespace_id, worker_id, instance_id, application, application_version, hostname, pid,
                               sdk_version, labels, workflows, slots, opened_at, last_seen_at)
                        VALUES (:namespace, :worker, :instance, :application, :applicationVersion, :hostname, :pid, :sdkVersion,
                                :labels, :workflows, :slots, :now, :now)
                        ON CONFLICT (namespace_id, instance_id) DO UPDATE
                           SET application = excluded.application, application_version = excluded.application_version,
                               hostname = excluded.hostname, pid = excluded.pid, sdk_version = excluded.sdk_version,
                               labels = excluded.labels, workflows = excluded.workflows, slots = excluded.slots,
                               last_seen_at = excluded.last_seen_at
                        RETURNING worker_id, opened_at
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("instance", request.instanceId())
                .param("application", request.application())
                .param("applicationVersion", request.applicationVersion())
                .param("hostname", request.hostname())
                .param("pid", request.pid())
                .param("sdkVersion", request.sdkVersion())
                .param("labels", json.write(request.labels()))
                .param("workflows", json.write(new WorkflowRepository.Offers(request.workflows())))
                .param("slots", request.slots())
                .param("now", timestamp(now))
                .query((row, number) -> new Opened(
                        row.getObject("worker_id", UUID.class), Objects.requireNonNull(Sql.instant(row, "opened_at"))))
                .single();
    }

    /** Whether the worker is to take nothing more; empty when it has no open session. */
    Optional<Boolean> touch(UUID namespaceId, UUID workerId, Instant now) {
        return jdbc.sql("""
                        UPDATE kagzi.worker SET last_seen_at = :now
                        WHERE namespace_id = :namespace AND worker_id = :worker
                        RETURNING draining
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("now", timestamp(now))
                .query(Boolean.class)
                .optional();
    }

    /** Waits for a claim that is just being made; none is made afterwards. */
    boolean drain(UUID namespaceId, UUID workerId) {
        return jdbc.sql("""
                                UPDATE kagzi.worker SET draining = true
                                WHERE namespace_id = :namespace AND worker_id = :worker
                                """)
                        .param("namespace", namespaceId)
                        .param("worker", workerId)
                        .update()
                == 1;
    }

    /** Waits for a claim that is just being made; none is made afterwards. */
    boolean remove(UUID namespaceId, UUID workerId) {
        return jdbc.sql("DELETE FROM kagzi.worker WHERE namespace_id = :namespace AND worker_id = :worker")
                        .param("namespace", namespaceId)
                        .param("worker", workerId)
                        .update()
                == 1;
    }

    /** Removes, in all namespaces, who has not been heard of and holds nothing. */
    int removeUnseen(Instant since) {
        return jdbc.sql("""
                        DELETE FROM kagzi.worker w
                         WHERE w.last_seen_at < :since
                           AND NOT EXISTS (SELECT FROM kagzi.run r
                                            WHERE r.namespace_id = w.namespace_id AND r.worker_id = w.worker_id
                                              AND r.lease_token IS NOT NULL)
                        """).param("since", timestamp(since)).update();
    }

    record Opened(UUID workerId, Instant openedAt) {}
}
