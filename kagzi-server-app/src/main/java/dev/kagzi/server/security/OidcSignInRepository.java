package dev.kagzi.server.security;

import static dev.kagzi.server.database.Sql.timestamp;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class OidcSignInRepository {

    private final JdbcClient jdbc;

    OidcSignInRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Secret.Hash hash, OidcSignIn signIn, Instant expiresAt) {
        jdbc.sql("""
                        INSERT INTO kagzi.console_sign_in
                               (sign_in_hash, client, state, nonce, verifier, redirect_uri, target, expires_at)
                        VALUES (:hash, :client, :state, :nonce, :verifier, :redirectUri, :target, :expiresAt)
                        """)
                .param("hash", hash.array())
                .param("client", signIn.client())
                .param("state", signIn.state())
                .param("nonce", signIn.nonce())
                .param("verifier", signIn.verifier())
                .param("redirectUri", signIn.redirectUri())
                .param("target", signIn.target())
                .param("expiresAt", timestamp(expiresAt))
                .update();
    }

    /** Gives it to one who asks, and to nobody after that. One who asks with another state leaves it where it is. */
    Optional<OidcSignIn> take(Secret.Hash hash, String client, String state, Instant now) {
        return jdbc.sql("""
                        DELETE FROM kagzi.console_sign_in
                         WHERE sign_in_hash = :hash AND client = :client AND state = :state AND expires_at > :now
                        RETURNING client, state, nonce, verifier, redirect_uri, target
                        """)
                .param("hash", hash.array())
                .param("client", client)
                .param("state", state)
                .param("now", timestamp(now))
                .query(OidcSignInRepository::signIn)
                .optional();
    }

    private static OidcSignIn signIn(ResultSet row, int number) throws SQLException {
        return new OidcSignIn(
                row.getString("client"),
                row.getString("state"),
                row.getString("nonce"),
                row.getString("verifier"),
                row.getString("redirect_uri"),
                row.getString("target"));
    }

    void deleteExpired(Instant now) {
        jdbc.sql("DELETE FROM kagzi.console_sign_in WHERE expires_at <= :now")
                .param("now", timestamp(now))
                .update();
    }
}
