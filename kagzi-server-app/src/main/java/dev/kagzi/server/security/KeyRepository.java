package dev.kagzi.server.security;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.security.Key.Taken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class KeyRepository {

    private static final String SELECT = """
            SELECT k.key_id, k.name, k.namespaces, k.roles, k.expires_at, k.created_at, s.secret_hash, s.taken_until
              FROM kagzi.api_key k JOIN kagzi.api_key_secret s ON s.key_id = k.key_id
            """;

    private final JdbcClient jdbc;

    KeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is new: a repeat of the same request finds the key that is there. */
    boolean insert(Key key, Secret.Hash secret) {
        int inserted = jdbc.sql("""
                        INSERT INTO kagzi.api_key (key_id, name, namespaces, roles, expires_at, created_at)
                        VALUES (:key, :name, :namespaces, :roles, :expiresAt, :createdAt)
                        ON CONFLICT (key_id) DO NOTHING
                        """)
                .param("key", key.keyId())
                .param("name", key.name())
                .param("namespaces", array("text", key.namespaces(), name -> name))
                .param("roles", array("text", key.roles(), KeyRole::name))
                .param("expiresAt", timestamp(key.expiresAt()))
                .param("createdAt", timestamp(key.createdAt()))
                .update();
        if (inserted == 1) {
            add(key.keyId(), key.keyId(), secret);
        }
        return inserted == 1;
    }

    private void add(UUID keyId, UUID requestId, Secret.Hash secret) {
        jdbc.sql("INSERT INTO kagzi.api_key_secret (secret_hash, key_id, request_id) VALUES (:hash, :key, :request)")
                .param("hash", secret.array())
                .param("key", keyId)
                .param("request", requestId)
                .update();
    }

    /** Whether this secret has not made a key yet; from now on it has. */
    boolean insertBootstrap(Secret.Hash secret, Instant now) {
        return jdbc.sql("""
                                INSERT INTO kagzi.bootstrap_secret (secret_hash, used_at) VALUES (:hash, :now)
                                ON CONFLICT (secret_hash) DO NOTHING
                                """)
                        .param("hash", secret.array())
                        .param("now", timestamp(now))
                        .update()
                == 1;
    }

    /** Locks a key against other changes of it. */
    void lock(UUID keyId) {
        jdbc.sql("SELECT FROM kagzi.api_key WHERE key_id = :key FOR UPDATE")
                .param("key", keyId)
                .query()
                .listOfRows();
    }

    /** Whether this request has given the key a secret already. */
    boolean isRotated(UUID keyId, UUID requestId) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM kagzi.api_key_secret WHERE key_id = :key AND request_id = :request)")
                .param("key", keyId)
                .param("request", requestId)
                .query(Boolean.class)
                .single();
    }

    /** Gives the key another secret; the newest so far is taken until then, and older ones no longer than they were. */
    void rotate(UUID keyId, UUID requestId, Secret.Hash hash, Instant oldUntil, Instant now) {
        jdbc.sql("DELETE FROM kagzi.api_key_secret WHERE key_id = :key AND taken_until <= :now")
                .param("key", keyId)
                .param("now", timestamp(now))
                .update();
        jdbc.sql("""
                        UPDATE kagzi.api_key_secret SET taken_until = least(taken_until, :until) WHERE key_id = :key
                        """).param("key", keyId).param("until", timestamp(oldUntil)).update();
        add(keyId, requestId, hash);
    }

    boolean delete(UUID keyId) {
        jdbc.sql("DELETE FROM kagzi.api_key_secret WHERE key_id = :key")
                .param("key", keyId)
                .update();
        return jdbc.sql("DELETE FROM kagzi.api_key WHERE key_id = :key")
                        .param("key", keyId)
                        .update()
                == 1;
    }

    Optional<Key> find(UUID keyId) {
        return keys(jdbc.sql(SELECT + "WHERE k.key_id = :key").param("key", keyId)).stream()
                .findFirst();
    }

    /** The key with this secret, with this one only. */
    Optional<Key> find(Secret.Hash hash) {
        return keys(jdbc.sql(SELECT + "WHERE s.secret_hash = :hash").param("hash", hash.array())).stream()
                .findFirst();
    }

    boolean isAny() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM kagzi.api_key)")
                .query(Boolean.class)
                .single();
    }

    /** What is taken at this instant. */
    List<Key> takenAt(Instant now) {
        return keys(jdbc.sql(SELECT + """
                        WHERE (k.expires_at IS NULL OR k.expires_at > :now) AND (s.taken_until IS NULL OR s.taken_until > :now)
                        """).param("now", timestamp(now)));
    }

    /** How many there are for any of these namespaces. */
    int count(List<String> namespaces) {
        return jdbc.sql("SELECT count(*) FROM kagzi.api_key WHERE namespaces && :namespaces")
                .param("namespaces", array("text", namespaces, name -> name))
                .query(Integer.class)
                .single();
    }

    void removeExpiredBefore(Instant end) {
        jdbc.sql("""
                        WITH expired AS (DELETE FROM kagzi.api_key WHERE expires_at < :end RETURNING key_id)
                        DELETE FROM kagzi.api_key_secret WHERE key_id IN (SELECT key_id FROM expired)
                        """).param("end", timestamp(end)).update();
    }

    /**
     * In the order of their ids, which is that of their making.
     *
     * @param within only those that are for none but these namespaces; null for all
     */
    List<Key> listAfter(@Nullable List<String> within, @Nullable UUID keyId, int limit) {
        return keys(jdbc.sql(SELECT + """
                        WHERE k.key_id IN (
                              SELECT key_id FROM kagzi.api_key
                               WHERE (:after::uuid IS NULL OR key_id > :after) AND (:within::text[] IS NULL OR namespaces <@ :within)
                               ORDER BY key_id LIMIT :limit)
                        ORDER BY k.key_id
                        """)
                .param("within", within == null ? null : array("text", within, name -> name))
                .param("after", keyId)
                .param("limit", limit));
    }

    /**
     * Which of these there are.
     *
     * @param within only those that are for none but these namespaces; null for all
     */
    Set<UUID> known(@Nullable List<String> within, Set<UUID> keyIds) {
        return Set.copyOf(jdbc.sql("""
                        SELECT key_id FROM kagzi.api_key
                         WHERE key_id = ANY (:keys) AND (:within::text[] IS NULL OR namespaces <@ :within)
                        """)
                .param("keys", array("uuid", keyIds))
                .param("within", within == null ? null : array("text", within, name -> name))
                .query(UUID.class)
                .list());
    }

    /** One row for each secret. */
    private static List<Key> keys(JdbcClient.StatementSpec statement) {
        Map<UUID, Key> keys = new LinkedHashMap<>();
        statement.query(row -> {
            Key key = keys.computeIfAbsent(row.getObject("key_id", UUID.class), id -> without(id, row));
            key.secrets().add(new Taken(Secret.Hash.of(row.getBytes("secret_hash")), Sql.instant(row, "taken_until")));
        });
        return List.copyOf(keys.values());
    }

    private static Key without(UUID keyId, ResultSet row) {
        try {
            return new Key(
                    keyId,
                    row.getString("name"),
                    texts(row, "namespaces"),
                    texts(row, "roles").stream().map(KeyRole::valueOf).toList(),
                    Sql.instant(row, "expires_at"),
                    Objects.requireNonNull(Sql.instant(row, "created_at")),
                    new ArrayList<>());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Stream.of((String[]) row.getArray(column).getArray()).toList();
    }
}
