package dev.kagzi.server.lease;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** How a run whose row is locked is read. */
record LockedRunRow(Json json) implements RowMapper<LockedRun> {

    static final String COLUMNS = """
            run_id, workflow, status, claim_number, lease_token, lease_expires_at, claim_ended, worker_id, due_at, has_resolved,
            expired_claims, steps, transitions, awaits_events, has_branches, awaited, compensable, ending, ending_failure, limit_key
            """;

    @Override
    public LockedRun mapRow(ResultSet row, int number) throws SQLException {
        String claimEnd = row.getString("claim_ended");
        return new LockedRun(
                row.getObject("run_id", UUID.class),
                row.getString("workflow"),
                RunStatus.valueOf(row.getString("status")),
                row.getLong("claim_number"),
                row.getObject("lease_token", UUID.class),
                Sql.instant(row, "lease_expires_at"),
                claimEnd == null ? null : ClaimEnd.valueOf(claimEnd),
                row.getObject("worker_id", UUID.class),
                Sql.instant(row, "due_at"),
                row.getBoolean("has_resolved"),
                row.getInt("expired_claims"),
                row.getInt("steps"),
                row.getInt("transitions"),
                row.getBoolean("awaits_events"),
                row.getBoolean("has_branches"),
                row.getBoolean("awaited"),
                row.getBoolean("compensable"),
                ending(row),
                row.getString("limit_key"));
    }

    private @Nullable RunEnding ending(ResultSet row) throws SQLException {
        String as = row.getString("ending");
        byte @Nullable [] failure = row.getBytes("ending_failure");
        return as == null
                ? null
                : new RunEnding(RunStatus.valueOf(as), failure == null ? null : json.read(failure, Failure.class));
    }
}
