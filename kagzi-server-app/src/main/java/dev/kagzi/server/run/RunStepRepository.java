package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The steps of a run as clients see them, and what a retry or a restart does to them. */
@Repository
class RunStepRepository {

    /** Payloads of one answer. */
    private static final int MAX_PAGE_BYTES = 8 * 1024 * 1024;

    private final JdbcClient jdbc;
    private final BoundedReads reads;
    private final Json json;

    RunStepRepository(JdbcClient jdbc, BoundedReads reads, Json json) {
        this.jdbc = jdbc;
        this.reads = reads;
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
                                               started_at, finished_at, due_at, made_for, child_run_id
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

    Optional<StepSnapshot> find(UUID namespaceId, UUID runId, StepKey key) {
        return jdbc.sql("""
                        SELECT branch, name, occurrence, position, kind, status, attempts, input, output, failure, started_at, finished_at,
                               due_at, made_for, child_run_id
                          FROM kagzi.step
                         WHERE namespace_id = :namespace AND run_id = :run AND branch = :branch AND name = :name
                           AND occurrence = :occurrence
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("branch", Objects.requireNonNullElse(key.branch(), ""))
                .param("name", key.name())
                .param("occurrence", key.occurrence())
                .query(this::step)
                .optional();
    }

    /** In call order per branch. */
    List<TimelineStep> timeline(UUID namespaceId, UUID runId, int limit) {
        return reads.list(
                """
                SELECT branch, name, occurrence, kind, status, attempts, started_at, finished_at, due_at, child_run_id
                  FROM kagzi.step WHERE namespace_id = :namespace AND run_id = :run ORDER BY branch, position LIMIT :limit
                """,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("run", runId)
                        .addValue("limit", limit),
                (row, number) -> new TimelineStep(
                        row.getString("branch"),
                        row.getString("name"),
                        row.getInt("occurrence"),
                        StepKind.valueOf(row.getString("kind")),
                        StepStatus.valueOf(row.getString("status")),
                        row.getInt("attempts"),
                        Sql.instant(row, "started_at"),
                        Sql.instant(row, "finished_at"),
                        Sql.instant(row, "due_at"),
                        row.getObject("child_run_id", UUID.class)));
    }

    private StepSnapshot step(ResultSet row, int number) throws SQLException {
        byte @Nullable [] failure = row.getBytes("failure");
        UUID madeFor = row.getObject("made_for", UUID.class);
        StepKind kind = StepKind.valueOf(row.getString("kind"));
        return new StepSnapshot(
                RunRow.stepKey(row.getString("branch"), row.getString("name"), row.getInt("occurrence")),
                row.getInt("position"),
                kind,
                StepStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                StoredPayload.read(row.getBytes("input"), madeFor),
                StoredPayload.read(row.getBytes("output"), madeFor, kind == StepKind.EVENT),
                failure == null ? null : json.read(failure, Failure.class),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"),
                Sql.instant(row, "due_at"),
                row.getObject("child_run_id", UUID.class));
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
     * Opens the steps whose failures ended the run, so that they are tried anew. Sleeps and waits for events that were closed with the
     * run begin anew as well: when they would have ended is no longer known.
     *
     * @param failed as failures name them
     */
    void reopen(UUID namespaceId, UUID runId, Collection<String> failed) {
        jdbc.sql("""
                        WITH opened AS (
                            DELETE FROM kagzi.step
                             WHERE namespace_id = :namespace AND run_id = :run
                               AND (status = 'FAILED'
                                       AND concat(nullif(branch, '') || '/', name, '#' || nullif(occurrence, 1)) = ANY (:failed)
                                    OR status = 'WAITING' AND kind IN ('SLEEP', 'EVENT') AND due_at IS NULL)
                            RETURNING branch, name, occurrence),
                        attempts AS (
                            DELETE FROM kagzi.step_attempt a USING opened o
                             WHERE a.namespace_id = :namespace AND a.run_id = :run
                               AND a.branch = o.branch AND a.name = o.name AND a.occurrence = o.occurrence)
                        UPDATE kagzi.run SET steps = steps - (SELECT count(*) FROM opened)
                         WHERE namespace_id = :namespace AND run_id = :run
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("failed", array("text", failed, step -> step))
                .update();
    }

    /**
     * Gives {@code to} the outcomes that {@code from} has recorded at the top before this position, with those of the branches that were
     * made there, with the events that were read there, and with the changes of the code that were met by then: what is copied has gone
     * their way.
     */
    void copy(UUID namespaceId, UUID from, UUID to, int before) {
        jdbc.sql("""
                        WITH early AS (
                            SELECT s.* FROM kagzi.step s
                             WHERE s.namespace_id = :namespace AND s.run_id = :from AND s.status IN ('COMPLETED', 'FAILED')
                               AND (s.branch = '' AND s.position < :before
                                    OR s.branch = 'changes'
                                       AND s.finished_at <= coalesce((SELECT f.finished_at FROM kagzi.step f
                                                                       WHERE f.namespace_id = :namespace AND f.run_id = :from
                                                                         AND f.branch = '' AND f.position = :before), 'infinity')
                                    OR s.branch <> ''
                                       AND EXISTS (SELECT FROM kagzi.step m
                                                    WHERE m.namespace_id = s.namespace_id AND m.run_id = s.run_id AND m.branch = ''
                                                      AND m.position < :before AND m.kind = 'MARKER'
                                                      AND m.name || '#' || m.occurrence = split_part(s.branch, '/', 1)))),
                        reads AS (
                            INSERT INTO kagzi.event_read (namespace_id, run_id, event_id, branch, step, occurrence, name, key,
                                   accepted_at)
                            SELECT e.namespace_id, :to, e.event_id, e.branch, e.step, e.occurrence, e.name, e.key, e.accepted_at
                              FROM kagzi.event_read e
                              JOIN early s ON s.branch = e.branch AND s.name = e.step AND s.occurrence = e.occurrence
                             WHERE e.namespace_id = :namespace AND e.run_id = :from),
                        copied AS (
                            INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                                   claim_number, started_at, finished_at, input, output, failure, made_for, child_run_id,
                                   compensable)
                            SELECT namespace_id, :to, branch, name, occurrence, position, kind, status, attempts, 0, started_at,
                                   finished_at, input, output, failure, coalesce(made_for, run_id), child_run_id, compensable
                              FROM early
                            RETURNING compensable)
                        UPDATE kagzi.run SET steps = (SELECT count(*) FROM copied),
                               compensable = EXISTS (SELECT FROM copied WHERE copied.compensable)
                         WHERE namespace_id = :namespace AND run_id = :to
                        """)
                .param("namespace", namespaceId)
                .param("from", from)
                .param("to", to)
                .param("before", before)
                .update();
    }
}
