package dev.kagzi.server.console;

import dev.kagzi.server.console.ServerDatabase.Schema;
import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.Sql;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/** What the database knows of itself and of those who are connected to it. */
@Repository
class ServerNodeRepository {

    private final BoundedReads reads;

    ServerNodeRepository(BoundedReads reads) {
        this.reads = reads;
    }

    ServerDatabase database() {
        return reads.list(
                        """
                        SELECT current_setting('server_version') AS version, current_user AS role,
                               pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all
                        """,
                        new MapSqlParameterSource(),
                        (row, number) -> new ServerDatabase(
                                row.getString("version"), row.getString("role"), row.getBoolean("sees_all")))
                .get(0);
    }

    /** Empty where another role keeps the schema, and this one may not look. */
    Optional<Schema> schema() {
        try {
            return reads
                    .list(
                            """
                            SELECT version, description, installed_on::timestamptz AS installed_at
                              FROM kagzi.flyway_schema_history WHERE success
                             ORDER BY installed_rank DESC LIMIT 1
                            """,
                            new MapSqlParameterSource(),
                            (row, number) -> new Schema(
                                    row.getString("version"),
                                    row.getString("description"),
                                    Objects.requireNonNull(Sql.instant(row, "installed_at"))))
                    .stream()
                    .findFirst();
        } catch (BadSqlGrammarException | PermissionDeniedDataAccessException e) {
            return Optional.empty();
        }
    }

    /** One for each address and version that connections of servers come from, this server's first. */
    List<ServerNode> nodes(int limit) {
        return reads.list(
                """
                SELECT host(client_addr) AS address, nullif(split_part(application_name, '/', 2), '') AS version,
                       client_addr IS NOT DISTINCT FROM inet_client_addr()
                           AND application_name = current_setting('application_name') AS here,
                       count(*) AS connections, min(backend_start) AS since
                  FROM pg_stat_activity
                 WHERE datname = current_database()
                   AND split_part(application_name, '/', 1) = split_part(current_setting('application_name'), '/', 1)
                 GROUP BY client_addr, application_name
                 ORDER BY here DESC, client_addr LIMIT :limit
                """,
                new MapSqlParameterSource("limit", limit),
                (row, number) -> new ServerNode(
                        row.getString("address"),
                        row.getString("version"),
                        row.getBoolean("here"),
                        row.getInt("connections"),
                        Sql.instant(row, "since")));
    }
}
