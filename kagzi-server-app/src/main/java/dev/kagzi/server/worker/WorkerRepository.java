package dev.kagzi.server.worker;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.WorkerSnapshot.Offer;
import dev.kagzi.protocol.WorkerSnapshot.Status;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads workers with what they hold. */
@Repository
class WorkerRepository {

    private static final String WORKERS = """
            SELECT w.worker_id, w.application, w.application_version, w.hostname, w.pid, w.sdk_version, w.labels, w.slots,
                   w.workflows, w.draining, w.last_seen_at, w.last_seen_at > :liveSince AS live,
                   (SELECT count(*) FROM kagzi.run r
                     WHERE r.namespace_id = w.namespace_id AND r.worker_id = w.worker_id
                       AND r.lease_token IS NOT NULL) AS held
              FROM kagzi.worker w
            """;

    private final JdbcClient jdbc;
    private final Json json;

    WorkerRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<WorkerSnapshot> list(UUID namespaceId, UUID before, int limit, Instant liveSince) {
        return jdbc.sql(WORKERS + """
                        WHERE w.namespace_id = :namespace AND w.worker_id < :before
                        ORDER BY w.worker_id DESC LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("before", before)
                .param("limit", limit)
                .param("liveSince", timestamp(liveSince))
                .query(this::worker)
                .list();
    }

    Optional<WorkerSnapshot> find(UUID namespaceId, UUID workerId, Instant liveSince) {
        return jdbc.sql(WORKERS + "WHERE w.namespace_id = :namespace AND w.worker_id = :worker")
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("liveSince", timestamp(liveSince))
                .query(this::worker)
                .optional();
    }

    int countSeen(Instant since) {
        return jdbc.sql("SELECT count(*) FROM kagzi.worker WHERE last_seen_at > :since")
                .param("since", timestamp(since))
                .query(Integer.class)
                .single();
    }

    private WorkerSnapshot worker(ResultSet row, int number) throws SQLException {
        byte[] labels = row.getBytes("labels");
        return new WorkerSnapshot(
                row.getObject("worker_id", UUID.class),
                row.getString("application"),
                row.getString("application_version"),
                row.getString("hostname"),
                row.getObject("pid", Long.class),
                row.getString("sdk_version"),
                labels == null ? Map.of() : json.readTags(new String(labels, StandardCharsets.UTF_8)),
                row.getObject("slots", Integer.class),
                row.getInt("held"),
                !row.getBoolean("live") ? Status.OFFLINE : row.getBoolean("draining") ? Status.DRAINING : Status.ONLINE,
                Objects.requireNonNull(Sql.instant(row, "last_seen_at")),
                json.read(row.getBytes("workflows"), WorkflowRepository.Offers.class).workflows().stream()
                        .map(offer -> new Offer(offer.name(), offer.version()))
                        .toList());
    }
}
