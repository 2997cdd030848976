package dev.kagzi.chaos.evidence;

import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the tables the invariants are about, all in one snapshot. */
public final class TableReader {

    private TableReader() {}

    public static Tables read(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            List<RunRow> runs = rows(statement, """
                    SELECT run_id, workflow, id, status, attempt, claim_number, worker_id, lease_token, lease_expires_at,
                           claimable, transitions, due_at, finished_at, input
                    FROM kagzi.run
                    """, TableReader::run);
            List<HistoryRow> history = rows(statement, """
                    SELECT run_id, seq, from_status, to_status, claim_number, actor, reason, at
                    FROM kagzi.run_history
                    """, TableReader::history);
            List<StepRow> steps = rows(statement, """
                    SELECT run_id, name, occurrence, position, kind, status, attempts, claim_number, started_at, finished_at,
                           coalesce(output, failure) AS outcome
                    FROM kagzi.step
                    """, TableReader::step);
            Map<UUID, Long> pids = new HashMap<>();
            rows(
                    statement,
                    "SELECT worker_id, pid FROM kagzi.worker WHERE pid IS NOT NULL",
                    row -> pids.put(uuid(row, "worker_id"), row.getLong("pid")));
            Instant readAt = rows(statement, "SELECT clock_timestamp() AS at", row -> instant(row, "at"))
                    .get(0);
            return new Tables(readAt, runs, history, steps, pids);
        } finally {
            connection.rollback();
        }
    }

    /** Reads one row. */
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(Statement statement, String sql, RowReader<@Nullable T> reader)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                T row = reader.read(result);
                if (row != null) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static RunRow run(ResultSet row) throws SQLException {
        return new RunRow(
                uuid(row, "run_id"),
                row.getString("workflow"),
                row.getString("id"),
                row.getString("status"),
                row.getInt("attempt"),
                new Tables.Claim(
                        row.getLong("claim_number"),
                        row.getObject("worker_id", UUID.class),
                        row.getObject("lease_token", UUID.class),
                        nullableInstant(row, "lease_expires_at")),
                row.getBoolean("claimable"),
                row.getInt("transitions"),
                nullableInstant(row, "due_at"),
                nullableInstant(row, "finished_at"),
                text(row, "input"));
    }

    private static HistoryRow history(ResultSet row) throws SQLException {
        return new HistoryRow(
                uuid(row, "run_id"),
                row.getInt("seq"),
                row.getString("from_status"),
                row.getString("to_status"),
                row.getLong("claim_number"),
                row.getString("actor"),
                row.getString("reason"),
                instant(row, "at"));
    }

    private static StepRow step(ResultSet row) throws SQLException {
        String outcome = text(row, "outcome");
        return new StepRow(
                new StepRef(uuid(row, "run_id"), row.getString("name"), row.getInt("occurrence")),
                row.getInt("position"),
                row.getString("kind"),
                row.getString("status"),
                row.getInt("attempts"),
                row.getLong("claim_number"),
                nullableInstant(row, "started_at"),
                nullableInstant(row, "finished_at"),
                outcome == null ? "" : outcome);
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable String text(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
