package dev.kagzi.server.namespace;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class NamespaceRepository {

    private final JdbcClient jdbc;

    NamespaceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty when the name is taken. */
    Optional<Namespace> insert(UUID namespaceId, CreateNamespace namespace) {
        return jdbc.sql("""
                        INSERT INTO kagzi.namespace (namespace_id, name, display_name, description, retention_ms, created_at)
                        VALUES (:namespaceId, :name, :displayName, :description, :retention, clock_timestamp())
                        ON CONFLICT (name) DO NOTHING
                        RETURNING name, display_name, description, retention_ms, created_at
                        """)
                .param("namespaceId", namespaceId)
                .param("name", namespace.name())
                .param("displayName", namespace.displayName())
                .param("description", namespace.description())
                .param(
                        "retention",
                        namespace.retention() == null
                                ? null
                                : namespace.retention().toMillis())
                .query(NamespaceRepository::namespace)
                .optional();
    }

    Optional<Namespace> find(String name) {
        return jdbc.sql(
                        "SELECT name, display_name, description, retention_ms, created_at FROM kagzi.namespace WHERE name = :name")
                .param("name", name)
                .query(NamespaceRepository::namespace)
                .optional();
    }

    /** The namespace with this id, if it has this name. */
    Optional<Namespace> find(UUID namespaceId, String name) {
        return jdbc.sql("""
                        SELECT name, display_name, description, retention_ms, created_at FROM kagzi.namespace
                         WHERE namespace_id = :namespaceId AND name = :name
                        """)
                .param("namespaceId", namespaceId)
                .param("name", name)
                .query(NamespaceRepository::namespace)
                .optional();
    }

    Optional<UUID> findId(String name) {
        return jdbc.sql("SELECT namespace_id FROM kagzi.namespace WHERE name = :name")
                .param("name", name)
                .query(UUID.class)
                .optional();
    }

    /** Of those that were made first. */
    List<UUID> ids(int limit) {
        return jdbc.sql("SELECT namespace_id FROM kagzi.namespace ORDER BY namespace_id LIMIT :limit")
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /** In the order of their names; {@code ''} comes before all of them. */
    List<Namespace> listAfter(String name, int limit) {
        return jdbc.sql("""
                        SELECT name, display_name, description, retention_ms, created_at FROM kagzi.namespace
                         WHERE name > :name ORDER BY name LIMIT :limit
                        """)
                .param("name", name)
                .param("limit", limit)
                .query(NamespaceRepository::namespace)
                .list();
    }

    private static Namespace namespace(ResultSet row, int number) throws SQLException {
        return new Namespace(
                row.getString("name"),
                row.getString("display_name"),
                row.getString("description"),
                retention(row),
                row.getObject("created_at", java.time.OffsetDateTime.class).toInstant());
    }

    private static @Nullable Duration retention(ResultSet row) throws SQLException {
        Long millis = row.getObject("retention_ms", Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
