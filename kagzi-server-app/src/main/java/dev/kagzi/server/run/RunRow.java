package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.limit.StandingRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** How a run is read: the columns, and what becomes of them. */
final class RunRow implements RowMapper<Run> {

    private static final String NARROW = """
            r.namespace_id, r.run_id, r.workflow, r.version, r.id, r.status, r.attempt, r.priority, r.tags, r.restart_of, r.parent_run_id, r.schedule_id, r.traceparent, r.awaited,
            r.worker_id, r.claim_number, r.lease_token, r.created_at, r.available_at, r.due_at, r.deadline, r.started_at,
            r.finished_at, r.max_attempts, r.timeout_ms, r.input_hash, r.progress,
            coalesce(r.failure, r.ending_failure) AS failure, r.compensable, r.ending,
            r.limit_key, r.claimable OR r.lease_token IS NOT NULL AS has_place,
            CASE WHEN r.held_back THEN (
                SELECT CASE WHEN k.in_use >= l.concurrency OR l.throttle IS NULL THEN 'CONCURRENCY' ELSE 'THROTTLE' END
                  FROM kagzi.workflow_limit l
                  LEFT JOIN kagzi.limit_key k ON k.namespace_id = l.namespace_id AND k.workflow = l.workflow AND k.key = r.limit_key
                 WHERE l.namespace_id = r.namespace_id AND l.workflow = r.workflow) END AS held_back_by,
            w.branch AS wait_branch, w.name AS wait_name, w.occurrence AS wait_occurrence, w.kind AS wait_kind,
            w.due_at AS wait_until
            """;

    /** Without input and output. */
    static final String LISTED = NARROW
            + ", NULL::bytea AS input, NULL::uuid AS input_made_for, false AS input_of_event, NULL::bytea AS output\n";

    static final String WHOLE = NARROW + ", r.input, r.input_made_for, r.input_of_event, r.output\n";

    /** Joins the nearest open wait of the run {@code r}. */
    static final String WAIT = """
            LEFT JOIN LATERAL (
                SELECT s.branch, s.name, s.occurrence, s.kind, s.due_at
                FROM kagzi.step s
                WHERE s.namespace_id = r.namespace_id AND s.run_id = r.run_id AND s.status = 'WAITING'
                ORDER BY s.due_at NULLS LAST, s.branch, s.position
                LIMIT 1) w ON r.status = 'WAITING'
            """;

    @Override
    public Run mapRow(ResultSet row, int number) throws SQLException {
        return new Run(
                uuid(row, "namespace_id"),
                uuid(row, "run_id"),
                row.getString("workflow"),
                row.getInt("version"),
                row.getString("id"),
                RunStatus.valueOf(row.getString("status")),
                row.getInt("attempt"),
                row.getInt("priority"),
                row.getString("tags"),
                row.getObject("restart_of", UUID.class),
                row.getObject("parent_run_id", UUID.class),
                row.getString("schedule_id"),
                row.getString("traceparent"),
                row.getBoolean("awaited"),
                row.getBoolean("compensable"),
                row.getString("ending") == null ? null : RunStatus.valueOf(row.getString("ending")),
                times(row),
                row.getString("lease_token") == null
                        ? null
                        : new Run.Claim(uuid(row, "worker_id"), row.getLong("claim_number")),
                StandingRow.read(row),
                row.getString("held_back_by") == null ? null : WaitingFor.Kind.valueOf(row.getString("held_back_by")),
                openWait(row),
                settings(row),
                new Run.Payloads(
                        StoredPayload.read(row.getBytes("progress")),
                        StoredPayload.read(
                                row.getBytes("input"),
                                row.getObject("input_made_for", UUID.class),
                                row.getBoolean("input_of_event")),
                        StoredPayload.read(row.getBytes("output")),
                        row.getBytes("failure")));
    }

    private static Run.Settings settings(ResultSet row) throws SQLException {
        Long timeout = row.getObject("timeout_ms", Long.class);
        return new Run.Settings(
                row.getObject("max_attempts", Integer.class),
                timeout == null ? null : Duration.ofMillis(timeout),
                row.getBytes("input_hash"));
    }

    private static Run.Times times(ResultSet row) throws SQLException {
        return new Run.Times(
                instant(row, "created_at"),
                instant(row, "available_at"),
                Sql.instant(row, "due_at"),
                Sql.instant(row, "deadline"),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"));
    }

    private static Run.@Nullable OpenWait openWait(ResultSet row) throws SQLException {
        String name = row.getString("wait_name");
        if (name == null) {
            return null;
        }
        return new Run.OpenWait(
                stepKey(row.getString("wait_branch"), name, row.getInt("wait_occurrence")),
                StepKind.valueOf(row.getString("wait_kind")),
                Sql.instant(row, "wait_until"));
    }

    static StepKey stepKey(String branch, String name, int occurrence) {
        return new StepKey(branch.isEmpty() ? null : branch, name, occurrence);
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(Sql.instant(row, column));
    }
}
