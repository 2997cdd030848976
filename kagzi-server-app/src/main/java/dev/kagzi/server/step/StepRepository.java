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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class StepRepository {

    private static final String WITHOUT_INPUT = """
            s.run_id, s.branch, s.name, s.occurrence, s.position, s.kind, s.status, s.attempts, s.claim_number,
            s.started_at, s.finished_at, s.due_at, NULL::bytea AS input, s.output, s.failure, s.made_for
            """;

    private final JdbcClient jdbc;
    private final Json json;

    StepRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Step> find(UUID namespaceId, List<StepRef> refs) {
        return jdbc.sql("SELECT " + WITHOUT_INPUT + """
                        FROM unnest(:runs, :branches, :names, :occurrences) AS k (run_id, branch, name, occurrence)
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

    void upsert(UUID namespaceId, List<Step> steps) {
        jdbc.sql("""
                        INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                               claim_number, started_at, finished_at, due_at, input, output, failure)
                        SELECT :namespace, * FROM unnest(:runs, :branches, :names, :occurrences, :positions, :kinds, :statuses,
                               :attempts, :claims, :started, :finished, :due, :inputs, :outputs, :failures)
                        ON CONFLICT (namespace_id, run_id, branch, name, occurrence) DO UPDATE
                           SET status = excluded.status, attempts = excluded.attempts, claim_number = excluded.claim_number,
                               started_at = coalesce(step.started_at, excluded.started_at), finished_at = excluded.finished_at,
                               due_at = excluded.due_at, input = coalesce(excluded.input, step.input), output = excluded.output,
                               failure = excluded.failure
                         -- A recorded outcome never changes, whatever the code above believes.
                         WHERE step.status NOT IN ('COMPLETED', 'FAILED')
                        """)
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
                .update();
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

    void completeDueSleeps(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.step SET status = 'COMPLETED', finished_at = :now, due_at = NULL
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs)
                          AND kind = 'SLEEP' AND status = 'WAITING' AND due_at <= :now
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .update();
    }

    void openDueRetries(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.step SET due_at = NULL
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs)
                          AND kind <> 'SLEEP' AND status = 'WAITING' AND due_at <= :now
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .update();
    }

    Map<UUID, Instant> nextDue(UUID namespaceId, Collection<UUID> runIds) {
        Map<UUID, Instant> nextDue = new HashMap<>();
        jdbc.sql("""
                        SELECT run_id, min(due_at) AS due_at FROM kagzi.step
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND due_at IS NOT NULL
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

    List<Step> last(UUID namespaceId, Collection<UUID> runIds) {
        return jdbc.sql("SELECT " + WITHOUT_INPUT + """
                        FROM unnest(:runs) AS r (run_id)
                        CROSS JOIN LATERAL (SELECT * FROM kagzi.step
                                            WHERE namespace_id = :namespace AND run_id = r.run_id
                                            ORDER BY position DESC LIMIT 1) s
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(this::step)
                .list();
    }

    void closeWaits(UUID namespaceId, Collection<UUID> runIds) {
        jdbc.sql("""
                        UPDATE kagzi.step SET due_at = NULL
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND due_at IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .update();
    }

    private Step step(ResultSet row, int number) throws SQLException {
        String branch = row.getString("branch");
        byte @Nullable [] failure = row.getBytes("failure");
        UUID madeFor = row.getObject("made_for", UUID.class);
        return new Step(
                row.getObject("run_id", UUID.class),
                new StepKey(branch.isEmpty() ? null : branch, row.getString("name"), row.getInt("occurrence")),
                row.getInt("position"),
                StepKind.valueOf(row.getString("kind")),
                StepStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                row.getLong("claim_number"),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"),
                Sql.instant(row, "due_at"),
                StoredPayload.read(row.getBytes("input"), madeFor),
                StoredPayload.read(row.getBytes("output"), madeFor),
                failure == null ? null : json.read(failure, Failure.class));
    }

    private static String branch(StepKey key) {
        return key.branch() == null ? "" : key.branch();
    }
}
