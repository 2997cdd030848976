package dev.kagzi.server.security;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.KeyRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ConsoleSessionRepository {

    private final JdbcClient jdbc;

    ConsoleSessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whose session it is, which has not ended. */
    sealed interface Owner {}

    /** @param secret of the key it was begun with */
    record KeyOwner(Secret.Hash secret) implements Owner {}

    record PersonOwner(Person person) implements Owner {}

    void insert(Secret.Hash session, Key key, Secret.Hash secret, Instant expiresAt) {
        jdbc.sql("""
                        INSERT INTO kagzi.console_session (session_hash, key_id, secret_hash, expires_at)
                        VALUES (:session, :key, :secret, :expiresAt)
                        """)
                .param("session", session.array())
                .param("key", key.keyId())
                .param("secret", secret.array())
                .param("expiresAt", timestamp(expiresAt))
                .update();
    }

    void insert(Secret.Hash session, Person person, Instant expiresAt) {
        jdbc.sql("""
                        INSERT INTO kagzi.console_session (session_hash, person, roles, namespaces, expires_at)
                        VALUES (:session, :person, :roles, :namespaces, :expiresAt)
                        """)
                .param("session", session.array())
                .param("person", person.name())
                .param("roles", array("text", person.roles(), KeyRole::name))
                .param("namespaces", array("text", person.namespaces(), name -> name))
                .param("expiresAt", timestamp(expiresAt))
                .update();
    }

    Optional<Owner> find(Secret.Hash session, Instant now) {
        return jdbc.sql("""
                        SELECT secret_hash, person, roles, namespaces FROM kagzi.console_session
                         WHERE session_hash = :session AND expires_at > :now
                        """)
                .param("session", session.array())
                .param("now", timestamp(now))
                .query((row, number) -> owner(row))
                .optional();
    }

    private static Owner owner(ResultSet row) throws SQLException {
        byte[] secret = row.getBytes("secret_hash");
        return secret == null
                ? new PersonOwner(new Person(
                        row.getString("person"),
                        texts(row, "roles").stream().map(KeyRole::valueOf).toList(),
                        texts(row, "namespaces")))
                : new KeyOwner(Secret.Hash.of(secret));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Stream.of((String[]) row.getArray(column).getArray()).toList();
    }

    /** Which of these have not ended. */
    Set<Secret.Hash> lasting(Set<Secret.Hash> sessions, Instant now) {
        return Set.copyOf(jdbc.sql(
                        "SELECT session_hash FROM kagzi.console_session WHERE session_hash = ANY (:sessions) AND expires_at > :now")
                .param("sessions", byteArrays(sessions, Secret.Hash::array))
                .param("now", timestamp(now))
                .query((row, number) -> Secret.Hash.of(row.getBytes("session_hash")))
                .list());
    }

    void delete(Secret.Hash session) {
        jdbc.sql("DELETE FROM kagzi.console_session WHERE session_hash = :session")
                .param("session", session.array())
                .update();
    }

    void deleteExpired(Instant now) {
        jdbc.sql("DELETE FROM kagzi.console_session WHERE expires_at <= :now")
                .param("now", timestamp(now))
                .update();
    }
}
