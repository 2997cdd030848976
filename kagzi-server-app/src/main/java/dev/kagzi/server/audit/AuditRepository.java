package dev.kagzi.server.audit;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.AuditEntry;
import dev.kagzi.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

@Repository
class AuditRepository {

    private static final String COLUMNS = """
            a.audit_id, a.at, a.operation, a.target, a.namespace, a.key_id, a.key_name, a.address, a.status
            """;

    private static final String BEFORE = "a.audit_id < :before ORDER BY a.audit_id DESC LIMIT :limit";

    /** Those of each namespace by themselves: it may have few among the many of others. */
    private static final String OF_NAMESPACES =
            "SELECT " + COLUMNS + """
            FROM unnest(:among) AS n (namespace)
            CROSS JOIN LATERAL (SELECT * FROM kagzi.audit a WHERE a.namespace = n.namespace AND
            """ + BEFORE + ") a ORDER BY a.audit_id DESC LIMIT :limit";

    private final JdbcClient jdbc;

    AuditRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(AuditEntry entry) {
        jdbc.sql("""
                        INSERT INTO kagzi.audit (audit_id, at, operation, target, namespace, key_id, key_name, address)
                        VALUES (:audit, :at, :operation, :target, :namespace, :keyId, :keyName, :address)
                        """)
                .param("audit", entry.auditId())
                .param("at", timestamp(entry.at()))
                .param("operation", entry.operation())
                .param("target", entry.target())
                .param("namespace", entry.namespace())
                .param("keyId", entry.keyId())
                .param("keyName", entry.keyName())
                .param("address", entry.address())
                .update();
    }

    void setStatus(UUID auditId, int status) {
        jdbc.sql("UPDATE kagzi.audit SET status = :status WHERE audit_id = :audit")
                .param("audit", auditId)
                .param("status", status)
                .update();
    }

    /**
     * The newest first: ids are made in the order of time.
     *
     * @param among only of these namespaces; null for all of it
     */
    List<AuditEntry> listBefore(@Nullable List<String> among, UUID auditId, int limit) {
        StatementSpec list = among == null
                ? jdbc.sql("SELECT " + COLUMNS + "FROM kagzi.audit a WHERE " + BEFORE)
                : jdbc.sql(OF_NAMESPACES).param("among", array("text", among, name -> name));
        return list.param("before", auditId)
                .param("limit", limit)
                .query(AuditRepository::entry)
                .list();
    }

    private static AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getObject("audit_id", UUID.class),
                Objects.requireNonNull(Sql.instant(row, "at")),
                row.getString("operation"),
                row.getString("target"),
                row.getString("namespace"),
                row.getObject("key_id", UUID.class),
                row.getString("key_name"),
                row.getString("address"),
                row.getObject("status", Integer.class));
    }

    /** The oldest first. */
    int removeBefore(Instant end, int limit) {
        return jdbc.sql("""
                        DELETE FROM kagzi.audit a
                         USING (SELECT audit_id FROM kagzi.audit ORDER BY audit_id LIMIT :limit) oldest
                         WHERE a.audit_id = oldest.audit_id AND a.at < :end
                        """).param("end", timestamp(end)).param("limit", limit).update();
    }
}
