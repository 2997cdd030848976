package dev.kagzi.server.run;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The steps of a run as clients see them, and what a retry or a restart does to them. */
@Repository
class RunStepRepository {

    /** Payloads of one answer. */
    private static final int MAX_PAGE_BYTES = 8 * 1024 * 1024;

    private final JdbcClient jdbc;
    private final Json json;

    RunStepRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * In call order per branch, at most {@code limit} and as many as fit into 8 MiB, but at least one.
     *
     * @param limit steps at most
     */
    StepList list(UUID namespaceId, UUID runId, StepPlace after, int limit) {
        int[] found = {0};
        List<StepSnapshot> steps = jdbc.sql("""
                        SELECT s.*
                          FROM (SELECT found.*, count(*) OVER () AS found, row_number() OVER placed AS number,
                                       sum(coalesce(octet_length(input), 0) + coalesce(octet_length(output), 0)
                                           + coalesce(octet_length(failure), 0)) OVER placed AS bytes
                                  FROM (SELECT branch, name, occurrence, position, kind, status, attempts, input, output, failure,
                                               started_at, finished_at, due_at, made_for
                                          FROM kagzi.step
                                         WHERE namespace_id = :namespace AND run_id = :run
                                           AND (branch, position) > (:branch, :position)
                                         ORDER BY branch, position
                                         LIMIT :limit + 1) found
                                WINDOW placed AS (ORDER BY branch, position)) s
                         WHERE s.number = 1 OR s.bytes <= :maxBytes AND s.number <= :limit
                         ORDER BY s.branch, s.position
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("branch", after.branch())
                .param("position", after.position())
                .param("limit", limit)
                .param("maxBytes", MAX_PAGE_BYTES)
                .query((row, number) -> {
                    found[0] = row.getInt("found");
                    return step(row, number);
                })
                .list();
        return new StepList(steps, found[0] > steps.size());
    }

    /** Steps as far as they fit, and whether there are more after them. */
    record StepList(List<StepSnapshot> steps, boolean hasMore) {}

    private StepSnapshot step(ResultSet row, int number) throws SQLException {
        byte @Nullable [] failure = row.getBytes("failure");
        UUID madeFor = row.getObject("made_for", UUID.class);
        return new StepSnapshot(
                RunRow.stepKey(row.getString("branch"), row.getString("name"), row.getInt("occurrence")),
                row.getInt("position"),
                StepKind.valueOf(row.getString("kind")),
                StepStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                StoredPayload.read(row.getBytes("input"), madeFor),
                StoredPayload.read(row.getBytes("output"), madeFor),
                failure == null ? null : json.read(failure, Failure.class),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"),
                Sql.instant(row, "due_at"),
                null);
    }

    /** The step's number in its branch, or 0 when the run has no such step. */
    int position(UUID namespaceId, UUID runId, StepKey key) {
        return jdbc.sql("""
                        SELECT position FROM kagzi.step
                         WHERE namespace_id = :namespace AND run_id = :run AND branch = :branch AND name = :name
                           AND occurrence = :occurrence
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("branch", Objects.requireNonNullElse(key.branch(), ""))
                .param("name", key.name())
                .param("occurrence", key.occurrence())
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /**
     * Opens the step whose failure ended the run, so that it is tried anew, as well as sleeps whose wait was closed with the run:
     * when they would have ended is no longer known.
     */
    void reopen(UUID namespaceId, UUID runId, @Nullable String failedStep) {
        jdbc.sql("""
                        WITH opened AS (
                            DELETE FROM kagzi.step
                             WHERE namespace_id = :namespace AND run_id = :run
                               AND ((status = 'FAILED'
                                       AND concat(nullif(branch, '') || '/', name, '#' || nullif(occurrence, 1)) = :failed)
                                    OR (status = 'WAITING' AND kind = 'SLEEP' AND due_at IS NULL))
                            RETURNING 1)
                        UPDATE kagzi.run SET steps = steps - (SELECT count(*) FROM opened)
                         WHERE namespace_id = :namespace AND run_id = :run
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("failed", failedStep)
                .update();
    }

    /** Gives {@code to} the outcomes that {@code from} has recorded at the top before this position. */
    void copy(UUID namespaceId, UUID from, UUID to, int before) {
        jdbc.sql("""
                        WITH copied AS (
                            INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                                   claim_number, started_at, finished_at, input, output, failure, made_for)
                            SELECT namespace_id, :to, branch, name, occurrence, position, kind, status, attempts, 0, started_at,
                                   finished_at, input, output, failure, coalesce(made_for, run_id)
                              FROM kagzi.step
                             WHERE namespace_id = :namespace AND run_id = :from AND branch = '' AND position < :before
                               AND status IN ('COMPLETED', 'FAILED')
                            RETURNING 1)
                        UPDATE kagzi.run SET steps = (SELECT count(*) FROM copied)
                         WHERE namespace_id = :namespace AND run_id = :to
                        """)
                .param("namespace", namespaceId)
                .param("from", from)
                .param("to", to)
                .param("before", before)
                .update();
    }
}
