package dev.kagzi.server.run;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what was written down about the changes of runs. */
@Repository
class RunHistoryRepository {

    private final JdbcClient jdbc;
    private final Json json;

    RunHistoryRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<RunTransition> list(UUID namespaceId, UUID runId, int after, int limit) {
        return jdbc.sql("""
                        SELECT seq, from_status, to_status, claim_number, actor, reason, failure, at FROM kagzi.run_history
                         WHERE namespace_id = :namespace AND run_id = :run AND seq > :after
                         ORDER BY seq LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("after", after)
                .param("limit", limit)
                .query(this::transition)
                .list();
    }

    /** The newest first. */
    List<RunTransition> listBefore(UUID namespaceId, UUID runId, int before, int limit) {
        return jdbc.sql("""
                        SELECT seq, from_status, to_status, claim_number, actor, reason, failure, at FROM kagzi.run_history
                         WHERE namespace_id = :namespace AND run_id = :run AND seq < :before
                         ORDER BY seq DESC LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("before", before)
                .param("limit", limit)
                .query(this::transition)
                .list();
    }

    private RunTransition transition(ResultSet row, int number) throws SQLException {
        String from = row.getString("from_status");
        byte[] failure = row.getBytes("failure");
        return new RunTransition(
                row.getInt("seq"),
                from.isEmpty() ? null : RunStatus.valueOf(from),
                RunStatus.valueOf(row.getString("to_status")),
                row.getLong("claim_number"),
                Actor.valueOf(row.getString("actor")),
                row.getString("reason"),
                failure == null ? null : json.read(failure, Failure.class),
                Objects.requireNonNull(Sql.instant(row, "at")));
    }
}
