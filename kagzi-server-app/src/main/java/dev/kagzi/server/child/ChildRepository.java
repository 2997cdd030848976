package dev.kagzi.server.child;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.step.StepRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ChildRepository {

    private static final String UNTOLD = """
            r.awaited AND r.finished_at IS NOT NULL
            AND (r.namespace_id <> ALL (ARRAY(SELECT namespace_id FROM kagzi.namespace WHERE disabled))
                 OR EXISTS (SELECT FROM kagzi.child_wait w
                              JOIN kagzi.run p ON p.namespace_id = w.namespace_id AND p.run_id = w.run_id
                             WHERE w.namespace_id = r.namespace_id AND w.child_run_id = r.run_id
                               AND p.lease_token IS NOT NULL))""";

    static final String IS_ANY_UNTOLD = "(SELECT min(r.finished_at) FROM kagzi.run r WHERE " + UNTOLD + ") IS NOT NULL";

    private final JdbcClient jdbc;
    private final Json json;

    ChildRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Notes which run each of these steps waits for. */
    void await(UUID namespaceId, Map<StepRef, UUID> children) {
        jdbc.sql("""
                        INSERT INTO kagzi.child_wait (namespace_id, run_id, branch, step, occurrence, child_run_id)
                        SELECT :namespace, * FROM unnest(:runs, :branches, :steps, :occurrences, :children)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", children.keySet(), StepRef::runId))
                .param("branches", array("text", children.keySet(), ChildRepository::branch))
                .param(
                        "steps",
                        array("text", children.keySet(), step -> step.key().name()))
                .param(
                        "occurrences",
                        array("int4", children.keySet(), step -> step.key().occurrence()))
                .param("children", array("uuid", children.values(), child -> child))
                .update();
    }

    /** Marks runs that were there before: their outcome is waited for now, also where it is there already. */
    void markAwaited(UUID namespaceId, Collection<UUID> runIds) {
        jdbc.sql("UPDATE kagzi.run SET awaited = true WHERE namespace_id = :namespace AND run_id = ANY (:runs)")
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .update();
    }

    /** Finished runs whose outcome has not been told, in a disabled namespace only those for which a held run waits, those that finished first before others, by namespace. */
    Map<UUID, List<UUID>> untold(int limit) {
        Map<UUID, List<UUID>> untold = new LinkedHashMap<>();
        jdbc.sql("""
                        SELECT r.namespace_id, r.run_id FROM kagzi.run r WHERE %s ORDER BY r.finished_at LIMIT :limit
                        """.formatted(UNTOLD)).param("limit", limit).query(row -> {
            untold.computeIfAbsent(row.getObject("namespace_id", UUID.class), id -> new ArrayList<>())
                    .add(row.getObject("run_id", UUID.class));
        });
        return untold;
    }

    /** The runs that wait for these. */
    List<UUID> parents(UUID namespaceId, Collection<UUID> children) {
        return jdbc.sql("""
                        SELECT DISTINCT run_id FROM kagzi.child_wait
                        WHERE namespace_id = :namespace AND child_run_id = ANY (:children)
                        """)
                .param("namespace", namespaceId)
                .param("children", array("uuid", children))
                .query(UUID.class)
                .list();
    }

    /** The outcomes of those of these runs that are finished and not told, for each step that waits for one. */
    List<ChildOutcome> outcomes(UUID namespaceId, Collection<UUID> children) {
        return jdbc.sql("""
                        SELECT w.run_id, w.branch, w.step, w.occurrence, r.run_id AS child_run_id, r.status, r.output, r.failure,
                               (SELECT h.reason FROM kagzi.run_history h
                                 WHERE h.namespace_id = r.namespace_id AND h.run_id = r.run_id AND r.status = 'CANCELLED'
                                   AND h.to_status = 'CANCELLED' ORDER BY h.seq DESC LIMIT 1) AS reason
                          FROM kagzi.run r JOIN kagzi.child_wait w ON w.namespace_id = r.namespace_id AND w.child_run_id = r.run_id
                         WHERE r.namespace_id = :namespace AND r.run_id = ANY (:children)
                           AND r.awaited AND r.finished_at IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("children", array("uuid", children))
                .query(this::outcome)
                .list();
    }

    /** Notes that the outcomes of those of these runs that are finished have been told. */
    void told(UUID namespaceId, Collection<UUID> children) {
        jdbc.sql("""
                        WITH told AS (
                            UPDATE kagzi.run SET awaited = false
                             WHERE namespace_id = :namespace AND run_id = ANY (:children) AND finished_at IS NOT NULL
                            RETURNING run_id)
                        DELETE FROM kagzi.child_wait w USING told
                         WHERE w.namespace_id = :namespace AND w.child_run_id = told.run_id
                        """)
                .param("namespace", namespaceId)
                .param("children", array("uuid", children))
                .update();
    }

    private ChildOutcome outcome(ResultSet row, int number) throws SQLException {
        String branch = row.getString("branch");
        byte @Nullable [] failure = row.getBytes("failure");
        return new ChildOutcome(
                new StepRef(
                        row.getObject("run_id", UUID.class),
                        new StepKey(branch.isEmpty() ? null : branch, row.getString("step"), row.getInt("occurrence"))),
                row.getObject("child_run_id", UUID.class),
                RunStatus.valueOf(row.getString("status")),
                StoredPayload.read(row.getBytes("output")),
                failure == null ? null : json.read(failure, Failure.class),
                row.getString("reason"));
    }

    private static String branch(StepRef step) {
        return step.key().branch() == null ? "" : step.key().branch();
    }
}
