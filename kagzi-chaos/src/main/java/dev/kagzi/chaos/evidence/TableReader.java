package dev.kagzi.chaos.evidence;

import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.evidence.EventRows.EventRow;
import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.EventRows.StartRow;
import dev.kagzi.chaos.evidence.Tables.FiringRow;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.KeyRow;
import dev.kagzi.chaos.evidence.Tables.PlaceRows;
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
                    SELECT run_id, workflow, id, status, ending, attempt, claim_number, worker_id, lease_token, lease_expires_at,
                           claimable, held_back, transitions, due_at, deadline, finished_at, input, coalesce(output, failure) AS outcome,
                           created_at, parent_run_id, schedule_id, scheduled_at
                    FROM kagzi.run
                    """, TableReader::run);
            List<HistoryRow> history = rows(statement, """
                    SELECT run_id, seq, from_status, to_status, claim_number, actor, reason, at,
                           pg_xact_commit_timestamp(xmin) AS committed_at
                    FROM kagzi.run_history
                    """, TableReader::history);
            List<StepRow> steps = rows(statement, """
                    SELECT run_id, branch, name, occurrence, position, kind, status, attempts, claim_number, started_at, finished_at,
                           coalesce(output, failure) AS outcome, child_run_id
                    FROM kagzi.step
                    """, TableReader::step);
            EventRows events = new EventRows(
                    rows(
                            statement,
                            "SELECT event_id, name, key, accepted_at, data, run_id FROM kagzi.event",
                            TableReader::event),
                    rows(statement, """
                    SELECT run_id, branch, step, occurrence, event_id, name, key, accepted_at FROM kagzi.event_read
                    """, TableReader::read),
                    rows(statement, "SELECT event_id, workflow, run_id FROM kagzi.event_start", TableReader::start));
            List<StepRef> waits = rows(statement, """
                    SELECT run_id, branch, step, occurrence FROM kagzi.event_wait
                    UNION ALL SELECT run_id, branch, step, occurrence FROM kagzi.child_wait
                    """, row -> ref(row, "step"));
            List<FiringRow> firings = rows(
                    statement,
                    "SELECT schedule_id, fire_at, run_id, skipped, decided_at - fire_at > interval '1 min' AS late FROM kagzi.firing",
                    TableReader::firing);
            PlaceRows places = new PlaceRows(
                    rows(
                            statement,
                            "SELECT workflow, key, in_use FROM kagzi.limit_key",
                            row -> new KeyRow(row.getString("workflow"), row.getString("key"), row.getInt("in_use"))),
                    rows(
                            statement,
                            "SELECT run_id FROM kagzi.first_claim WHERE claimed_at IS NULL",
                            row -> uuid(row, "run_id")));
            Map<UUID, Long> pids = new HashMap<>();
            rows(
                    statement,
                    "SELECT worker_id, pid FROM kagzi.worker WHERE pid IS NOT NULL",
                    row -> pids.put(uuid(row, "worker_id"), row.getLong("pid")));
            Instant readAt = rows(statement, "SELECT clock_timestamp() AS at", row -> instant(row, "at"))
                    .get(0);
            return new Tables(readAt, runs, history, steps, pids, events, waits, firings, places);
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
                row.getString("ending"),
                row.getInt("attempt"),
                new Tables.Claim(
                        row.getLong("claim_number"),
                        row.getObject("worker_id", UUID.class),
                        row.getObject("lease_token", UUID.class),
                        nullableInstant(row, "lease_expires_at")),
                row.getBoolean("claimable"),
                row.getBoolean("held_back"),
                row.getInt("transitions"),
                nullableInstant(row, "due_at"),
                nullableInstant(row, "deadline"),
                nullableInstant(row, "finished_at"),
                text(row, "input"),
                text(row, "outcome"),
                new Tables.Origin(
                        instant(row, "created_at"),
                        row.getObject("parent_run_id", UUID.class),
                        row.getString("schedule_id"),
                        nullableInstant(row, "scheduled_at")));
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
                instant(row, "at"),
                instant(row, "committed_at"));
    }

    private static StepRow step(ResultSet row) throws SQLException {
        String outcome = text(row, "outcome");
        return new StepRow(
                ref(row, "name"),
                row.getInt("position"),
                row.getString("kind"),
                row.getString("status"),
                row.getInt("attempts"),
                row.getLong("claim_number"),
                nullableInstant(row, "started_at"),
                nullableInstant(row, "finished_at"),
                outcome == null ? "" : outcome,
                row.getObject("child_run_id", UUID.class));
    }

    private static EventRow event(ResultSet row) throws SQLException {
        return new EventRow(
                uuid(row, "event_id"),
                new Channel(row.getString("name"), row.getString("key")),
                instant(row, "accepted_at"),
                text(row, "data"),
                row.getObject("run_id", UUID.class));
    }

    private static ReadRow read(ResultSet row) throws SQLException {
        return new ReadRow(
                ref(row, "step"),
                uuid(row, "event_id"),
                new Channel(row.getString("name"), row.getString("key")),
                instant(row, "accepted_at"));
    }

    private static StartRow start(ResultSet row) throws SQLException {
        return new StartRow(uuid(row, "event_id"), row.getString("workflow"), uuid(row, "run_id"));
    }

    private static FiringRow firing(ResultSet row) throws SQLException {
        return new FiringRow(
                row.getString("schedule_id"),
                instant(row, "fire_at"),
                row.getObject("run_id", UUID.class),
                row.getString("skipped"),
                row.getBoolean("late"));
    }

    private static StepRef ref(ResultSet row, String name) throws SQLException {
        return new StepRef(uuid(row, "run_id"), row.getString("branch"), row.getString(name), row.getInt("occurrence"));
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
