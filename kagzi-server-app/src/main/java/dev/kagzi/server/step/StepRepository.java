package dev.kagzi.server.step;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

@Repository
class StepRepository {

    private static final String WITHOUT_INPUT = """
            s.run_id, s.branch, s.name, s.occurrence, s.position, s.kind, s.status, s.attempts, s.claim_number,
            s.started_at, s.finished_at, s.due_at, NULL::bytea AS input, s.output, s.failure, s.made_for, s.child_run_id,
            s.compensable
            """;

    /** By a query, so that nobody knows how many they are: else it is planned anew each time. */
    private static final String ROWS = """
            unnest((SELECT :runs::uuid[]), :branches, :names, :occurrences, :positions, :kinds, :statuses,
                   :attempts, :claims, :started, :finished, :due, :inputs, :outputs, :failures, :compensable)
            """;

    private final JdbcClient jdbc;
    private final Json json;

    StepRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Step> find(UUID namespaceId, List<StepRef> refs) {
        return jdbc.sql("SELECT " + WITHOUT_INPUT + """
                        -- By a query, so that nobody knows how many they are: else it is planned anew each time.
                        FROM unnest((SELECT :runs::uuid[]), :branches, :names, :occurrences) AS k (run_id, branch, name, occurrence)
                        JOIN kagzi.step s ON s.namespace_id = :namespace AND s.run_id = k.run_id AND s.branch = k.branch
                                         AND s.name = k.name AND s.occurrence = k.occurrence
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", refs, StepRef::runId))
                .param("branches", array("text", refs, ref -> branch(ref.key())))
                .param("names", array("text", refs, ref -> ref.key().name()))
                .param("occurrences", array("int4", refs, ref -> ref.key().occurrence()))
                .query(this::step)
                .list();
    }

    /** But for the run that a step starts, which is known once it is there. */
    void insert(UUID namespaceId, List<Step> steps) {
        withSteps(jdbc.sql("""
                        INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                               claim_number, started_at, finished_at, due_at, input, output, failure, compensable)
                        SELECT :namespace, * FROM %s
                        """.formatted(ROWS)), namespaceId, steps).update();
    }

    void update(UUID namespaceId, List<Step> steps) {
        withSteps(jdbc.sql("""
                        UPDATE kagzi.step s
                           SET position = u.position, kind = u.kind, status = u.status, attempts = u.attempts, claim_number = u.claim_number,
                               started_at = coalesce(s.started_at, u.started_at), finished_at = u.finished_at,
                               due_at = u.due_at, input = coalesce(u.input, s.input), output = u.output,
                               failure = u.failure, resolved_in = NULL, compensable = u.compensable
                          FROM %s AS u (run_id, branch, name, occurrence, position, kind, status, attempts, claim_number,
                                        started_at, finished_at, due_at, input, output, failure, compensable)
                         WHERE s.namespace_id = :namespace AND s.run_id = u.run_id AND s.branch = u.branch AND s.name = u.name
                           AND s.occurrence = u.occurrence
                           -- A recorded outcome never changes, whatever the code above believes.
                           AND s.status NOT IN ('COMPLETED', 'FAILED')
                        """.formatted(ROWS)), namespaceId, steps).update();
    }

    /** Gives {@link #ROWS} its columns. */
    private StatementSpec withSteps(StatementSpec statement, UUID namespaceId, List<Step> steps) {
        return statement
                .param("namespace", namespaceId)
                .param("runs", array("uuid", steps, Step::runId))
                .param("branches", array("text", steps, step -> branch(step.key())))
                .param("names", array("text", steps, step -> step.key().name()))
                .param("occurrences", array("int4", steps, step -> step.key().occurrence()))
                .param("positions", array("int4", steps, Step::position))
                .param("kinds", array("text", steps, step -> step.kind().name()))
                .param("statuses", array("text", steps, step -> step.status().name()))
                .param("attempts", array("int4", steps, Step::attempts))
                .param("claims", array("int8", steps, Step::claim))
                .param("started", instants(steps, Step::startedAt))
                .param("finished", instants(steps, Step::finishedAt))
                .param("due", instants(steps, Step::dueAt))
                .param("inputs", byteArrays(steps, step -> StoredPayload.bytes(step.input())))
                .param("outputs", byteArrays(steps, step -> StoredPayload.bytes(step.output())))
                .param("failures", byteArrays(steps, step -> json.write(step.failure())))
                .param("compensable", array("bool", steps, Step::isCompensable));
    }

    /** Rows after a place, as many as fit: the row that passes the bound is left out unless it is the first. */
    List<Step> history(UUID namespaceId, UUID runId, HistoryPosition after, int maxBytes, int maxRows) {
        return jdbc.sql("SELECT " + WITHOUT_INPUT + """
                        FROM (SELECT found.*, sum(200 + coalesce(octet_length(output), 0) + coalesce(octet_length(failure), 0))
                                     OVER (ORDER BY branch, position) AS bytes,
                                     row_number() OVER (ORDER BY branch, position) AS number
                              FROM (SELECT * FROM kagzi.step
                                    WHERE namespace_id = :namespace AND run_id = :run
                                      AND (branch, position) > (:branch, :position)
                                    ORDER BY branch, position
                                    LIMIT :maxRows) found) s
                        WHERE s.bytes <= :maxBytes OR s.number = 1
                        ORDER BY s.branch, s.position
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("branch", after.branch())
                .param("position", after.position())
                .param("maxBytes", maxBytes)
                .param("maxRows", maxRows)
                .query(this::step)
                .list();
    }

    boolean existsAfter(UUID namespaceId, UUID runId, HistoryPosition after) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM kagzi.step WHERE namespace_id = :namespace AND run_id = :run
                                                               AND (branch, position) > (:branch, :position))
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("branch", after.branch())
                .param("position", after.position())
                .query(Boolean.class)
                .single();
    }

    /** Sleeps are over; steps between two attempts may go on. What waits for an event or a child is ended by who brings the outcome. */
    void resolveDue(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.step s
                           SET status = CASE s.kind WHEN 'SLEEP' THEN 'COMPLETED' ELSE s.status END,
                               finished_at = CASE s.kind WHEN 'SLEEP' THEN :now END, due_at = NULL,
                               resolved_in = CASE WHEN r.lease_token IS NOT NULL THEN r.claim_number END
                          FROM kagzi.run r
                         WHERE s.namespace_id = :namespace AND s.run_id = ANY (:runs) AND s.status = 'WAITING'
                           AND s.kind NOT IN ('EVENT', 'CHILD') AND s.due_at <= :now
                           AND r.namespace_id = :namespace AND r.run_id = s.run_id
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .update();
    }

    /** Records the outcomes of open waits. */
    void end(UUID namespaceId, Collection<EndedWait> waits, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.step s
                           SET status = u.status, output = u.output, failure = u.failure, made_for = u.made_for, finished_at = :now,
                               due_at = NULL, resolved_in = CASE WHEN r.lease_token IS NOT NULL THEN r.claim_number END
                          FROM unnest(:runs, :branches, :names, :occurrences, :statuses, :outputs, :madeFors, :failures)
                               AS u (run_id, branch, name, occurrence, status, output, made_for, failure)
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = u.run_id
                         WHERE s.namespace_id = :namespace AND s.run_id = u.run_id AND s.branch = u.branch AND s.name = u.name
                           AND s.occurrence = u.occurrence AND s.status = 'WAITING'
                        """)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("runs", array("uuid", waits, wait -> wait.step().runId()))
                .param(
                        "branches",
                        array("text", waits, wait -> branch(wait.step().key())))
                .param("names", array("text", waits, wait -> wait.step().key().name()))
                .param(
                        "occurrences",
                        array("int4", waits, wait -> wait.step().key().occurrence()))
                .param("statuses", array("text", waits, wait -> wait.status().name()))
                .param("outputs", byteArrays(waits, wait -> StoredPayload.bytes(wait.output())))
                .param("madeFors", array("uuid", waits, EndedWait::madeFor))
                .param("failures", byteArrays(waits, wait -> json.write(wait.failure())))
                .update();
    }

    Map<UUID, Instant> nextDue(UUID namespaceId, Collection<UUID> runIds) {
        Map<UUID, Instant> nextDue = new HashMap<>();
        jdbc.sql("""
                        SELECT run_id, min(due_at) AS due_at FROM kagzi.step
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND status = 'WAITING' AND due_at IS NOT NULL
                        GROUP BY run_id
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(row -> {
                    nextDue.put(
                            row.getObject("run_id", UUID.class), Objects.requireNonNull(Sql.instant(row, "due_at")));
                });
        return nextDue;
    }

    /** Of these runs, those that wait for something that has not come yet. */
    List<UUID> withOpenWaits(UUID namespaceId, Collection<UUID> runIds) {
        return jdbc.sql("""
                        SELECT DISTINCT run_id FROM kagzi.step
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND status = 'WAITING'
                          AND (kind IN ('EVENT', 'CHILD') OR due_at IS NOT NULL)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(UUID.class)
                .list();
    }

    /** Of these runs, those with a compensation that failed for good. */
    List<UUID> withFailedCompensations(UUID namespaceId, Collection<UUID> runIds) {
        return jdbc.sql("""
                        SELECT DISTINCT run_id FROM kagzi.step
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND kind = 'COMPENSATION' AND status = 'FAILED'
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(UUID.class)
                .list();
    }

    List<ResolvedStep> resolved(UUID namespaceId, Collection<UUID> runIds) {
        return jdbc.sql("""
                        SELECT s.run_id, s.branch, s.name, s.occurrence, s.position, s.kind
                          FROM kagzi.step s JOIN kagzi.run r ON r.namespace_id = s.namespace_id AND r.run_id = s.run_id
                         WHERE s.namespace_id = :namespace AND s.run_id = ANY (:runs) AND s.resolved_in = r.claim_number
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query((row, number) -> new ResolvedStep(
                        row.getObject("run_id", UUID.class),
                        key(row),
                        row.getInt("position"),
                        StepKind.valueOf(row.getString("kind"))))
                .list();
    }

    /**
     * As many as fit: the one that passes the bound is left out unless it is the first.
     *
     * @param told with which answer a step was told last; those that were told longest ago come first, and the newest of these
     */
    ResolvedSteps resolvedOutcomes(UUID namespaceId, Collection<UUID> runIds, Map<StepRef, Long> told, int maxBytes) {
        Set<StepRef> before = told.keySet();
        int[] found = {0};
        List<Step> steps = jdbc.sql("SELECT " + WITHOUT_INPUT + """
                        , s.found
                        FROM (SELECT found.*, sum(200 + coalesce(octet_length(output), 0) + coalesce(octet_length(failure), 0))
                                     OVER turns AS bytes, row_number() OVER turns AS number,
                                     count(*) OVER () AS found
                                FROM (SELECT s.*, coalesce(t.answer, 0) AS answer FROM kagzi.step s
                                        JOIN kagzi.run r ON r.namespace_id = s.namespace_id AND r.run_id = s.run_id
                                        LEFT JOIN unnest(:toldRuns, :branches, :names, :occurrences, :answers)
                                               AS t (run_id, branch, name, occurrence, answer)
                                          ON t.run_id = s.run_id AND t.branch = s.branch AND t.name = s.name
                                         AND t.occurrence = s.occurrence
                                       WHERE s.namespace_id = :namespace AND s.run_id = ANY (:runs)
                                         AND s.resolved_in = r.claim_number) found
                              WINDOW turns AS (ORDER BY answer, finished_at DESC NULLS FIRST, run_id, branch, position)) s
                        WHERE s.bytes <= :maxBytes OR s.number = 1
                        ORDER BY s.number
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("toldRuns", array("uuid", before, StepRef::runId))
                .param("branches", array("text", before, step -> branch(step.key())))
                .param("names", array("text", before, step -> step.key().name()))
                .param("occurrences", array("int4", before, step -> step.key().occurrence()))
                .param("answers", array("int8", told.values(), answer -> answer))
                .param("maxBytes", maxBytes)
                .query((row, number) -> {
                    found[0] = row.getInt("found");
                    return step(row, number);
                })
                .list();
        return new ResolvedSteps(steps, found[0] == steps.size());
    }

    /** Resolved steps as far as they fit, and whether these are all. */
    record ResolvedSteps(List<Step> steps, boolean isAll) {}

    void taken(UUID namespaceId, Collection<StepRef> steps) {
        jdbc.sql("""
                        UPDATE kagzi.step s SET resolved_in = NULL
                          FROM unnest(:runs, :branches, :names, :occurrences) AS u (run_id, branch, name, occurrence)
                         WHERE s.namespace_id = :namespace AND s.run_id = u.run_id AND s.branch = u.branch AND s.name = u.name
                           AND s.occurrence = u.occurrence
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", steps, StepRef::runId))
                .param("branches", array("text", steps, ref -> branch(ref.key())))
                .param("names", array("text", steps, ref -> ref.key().name()))
                .param("occurrences", array("int4", steps, ref -> ref.key().occurrence()))
                .update();
    }

    void linkChildren(UUID namespaceId, Map<StepRef, UUID> children) {
        jdbc.sql("""
                        UPDATE kagzi.step s SET child_run_id = u.child_run_id
                          FROM unnest(:runs, :branches, :names, :occurrences, :children)
                               AS u (run_id, branch, name, occurrence, child_run_id)
                         WHERE s.namespace_id = :namespace AND s.run_id = u.run_id AND s.branch = u.branch AND s.name = u.name
                           AND s.occurrence = u.occurrence
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", children.keySet(), StepRef::runId))
                .param("branches", array("text", children.keySet(), ref -> branch(ref.key())))
                .param(
                        "names",
                        array("text", children.keySet(), ref -> ref.key().name()))
                .param(
                        "occurrences",
                        array("int4", children.keySet(), ref -> ref.key().occurrence()))
                .param("children", array("uuid", children.values(), child -> child))
                .update();
    }

    /** No event ends a wait of these runs any more. A child that was started has an outcome all the same. */
    void closeWaits(UUID namespaceId, Collection<UUID> runIds) {
        jdbc.sql("""
                        WITH forgotten AS (
                            DELETE FROM kagzi.event_wait WHERE namespace_id = :namespace AND run_id = ANY (:runs))
                        UPDATE kagzi.step SET due_at = NULL
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND status = 'WAITING' AND due_at IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .update();
    }

    private Step step(ResultSet row, int number) throws SQLException {
        byte @Nullable [] failure = row.getBytes("failure");
        UUID madeFor = row.getObject("made_for", UUID.class);
        StepKind kind = StepKind.valueOf(row.getString("kind"));
        return new Step(
                row.getObject("run_id", UUID.class),
                key(row),
                row.getInt("position"),
                kind,
                StepStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                row.getLong("claim_number"),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"),
                Sql.instant(row, "due_at"),
                StoredPayload.read(row.getBytes("input"), madeFor),
                StoredPayload.read(row.getBytes("output"), madeFor, kind == StepKind.EVENT),
                failure == null ? null : json.read(failure, Failure.class),
                row.getObject("child_run_id", UUID.class),
                row.getBoolean("compensable"));
    }

    private static StepKey key(ResultSet row) throws SQLException {
        String branch = row.getString("branch");
        return new StepKey(branch.isEmpty() ? null : branch, row.getString("name"), row.getInt("occurrence"));
    }

    private static String branch(StepKey key) {
        return key.branch() == null ? "" : key.branch();
    }
}
