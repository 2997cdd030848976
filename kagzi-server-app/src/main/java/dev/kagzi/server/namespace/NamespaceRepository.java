package dev.kagzi.server.namespace;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.UpdateNamespace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class NamespaceRepository {

    private static final String COLUMNS = "name, display_name, description, retention_ms, disabled, created_at";

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
                        RETURNING %s
                        """.formatted(COLUMNS))
                .param("namespaceId", namespaceId)
                .param("name", namespace.name())
                .param("displayName", namespace.displayName())
                .param("description", namespace.description())
                .param("retention", millis(namespace.retention()))
                .query(NamespaceRepository::namespace)
                .optional();
    }

    Optional<Namespace> find(String name) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM kagzi.namespace WHERE name = :name")
                .param("name", name)
                .query(NamespaceRepository::namespace)
                .optional();
    }

    /** The namespace with this id, if it has this name. */
    Optional<Namespace> find(UUID namespaceId, String name) {
        return jdbc.sql("""
                        SELECT %s FROM kagzi.namespace
                         WHERE namespace_id = :namespaceId AND name = :name
                        """.formatted(COLUMNS))
                .param("namespaceId", namespaceId)
                .param("name", name)
                .query(NamespaceRepository::namespace)
                .optional();
    }

    /** Empty when there is none. */
    Optional<Namespace> update(String name, UpdateNamespace change) {
        return jdbc.sql("""
                        UPDATE kagzi.namespace SET display_name = :displayName, description = :description, retention_ms = :retention
                        WHERE name = :name
                        RETURNING %s
                        """.formatted(COLUMNS))
                .param("name", name)
                .param("displayName", change.displayName())
                .param("description", change.description())
                .param("retention", millis(change.retention()))
                .query(NamespaceRepository::namespace)
                .optional();
    }

    /** Empty when there is none. */
    Optional<Namespace> setDisabled(String name, boolean disabled) {
        return jdbc.sql("UPDATE kagzi.namespace SET disabled = :disabled WHERE name = :name RETURNING " + COLUMNS)
                .param("name", name)
                .param("disabled", disabled)
                .query(NamespaceRepository::namespace)
                .optional();
    }

    Set<UUID> disabled() {
        return jdbc.sql("SELECT namespace_id FROM kagzi.namespace WHERE disabled")
                .query(UUID.class)
                .set();
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

    /**
     * In the order of their names; {@code ''} comes before all of them.
     *
     * @param among only these; null for all
     */
    List<Namespace> listAfter(@Nullable List<String> among, String name, int limit) {
        return jdbc.sql("""
                        SELECT %s FROM kagzi.namespace
                         WHERE name > :name AND (:among::text[] IS NULL OR name = ANY (:among)) ORDER BY name LIMIT :limit
                        """.formatted(COLUMNS))
                .param("among", among == null ? null : array("text", among, each -> each))
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
                row.getBoolean("disabled"),
                row.getObject("created_at", java.time.OffsetDateTime.class).toInstant());
    }

    private static @Nullable Long millis(@Nullable Duration retention) {
        return retention == null ? null : retention.toMillis();
    }

    private static @Nullable Duration retention(ResultSet row) throws SQLException {
        Long millis = row.getObject("retention_ms", Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
