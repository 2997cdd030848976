package dev.kagzi.server.limit;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.Throttle;
import dev.kagzi.server.database.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The limits of workflows. */
@Repository
class LimitRepository {

    private static final int MOST_COUNTED = 100_000;

    private final JdbcClient jdbc;
    private final Json json;

    LimitRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What has to be brought under a change. */
    enum Settling {
        /** What all open runs go by. */
        KEYS,
        /** Who has a place. */
        PLACES
    }

    /** A workflow of which runs have to be brought under a change. */
    record Unsettled(UUID namespaceId, String workflow, Settling settling, long version) {}

    /** The limits in force of those of these workflows that have any. */
    Map<String, WorkflowLimits> inForce(UUID namespaceId, Collection<String> workflows) {
        Map<String, WorkflowLimits> limits = new HashMap<>();
        jdbc.sql("""
                        SELECT workflow, concurrency, concurrency_key, on_limit, throttle, throttle_ms FROM kagzi.workflow_limit
                        WHERE namespace_id = :namespace AND workflow = ANY (:workflows)
                          AND (concurrency IS NOT NULL OR throttle IS NOT NULL)
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", workflows, name -> name))
                .query(row -> {
                    limits.put(row.getString("workflow"), limits(row));
                });
        return limits;
    }

    private static WorkflowLimits limits(ResultSet row) throws SQLException {
        Integer throttle = row.getObject("throttle", Integer.class);
        return new WorkflowLimits(
                row.getObject("concurrency", Integer.class),
                row.getString("concurrency_key"),
                OnLimit.valueOf(row.getString("on_limit")),
                throttle == null ? null : new Throttle(throttle, Duration.ofMillis(row.getLong("throttle_ms"))));
    }

    /** What is stored of these workflows. */
    Map<String, StoredLimits> find(UUID namespaceId, Collection<String> workflows) {
        return find(namespaceId, workflows, "");
    }

    /** How often the limits of a workflow have been changed. */
    long version(UUID namespaceId, String workflow) {
        return jdbc.sql(
                        "SELECT version FROM kagzi.workflow_limit WHERE namespace_id = :namespace AND workflow = :workflow")
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private Map<String, StoredLimits> find(UUID namespaceId, Collection<String> workflows, String lock) {
        Map<String, StoredLimits> stored = new HashMap<>();
        jdbc.sql("""
                        SELECT workflow, declared, assigned FROM kagzi.workflow_limit
                        WHERE namespace_id = :namespace AND workflow = ANY (:workflows)
                        """ + lock)
                .param("namespace", namespaceId)
                .param("workflows", array("text", workflows, name -> name))
                .query(row -> {
                    stored.put(row.getString("workflow"), stored(row));
                });
        return stored;
    }

    /** Makes rows for those of these workflows that have none, without limits. */
    void create(UUID namespaceId, Collection<String> workflows, Instant now) {
        jdbc.sql("""
                        INSERT INTO kagzi.workflow_limit (namespace_id, workflow, on_limit, version, changed_at)
                        SELECT :namespace, w.workflow, 'WAIT', 0, :now FROM unnest(:workflows) AS w (workflow) ORDER BY w.workflow
                        ON CONFLICT (namespace_id, workflow) DO NOTHING
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", workflows, name -> name))
                .param("now", timestamp(now))
                .update();
    }

    /** Locks the rows of these workflows, and says what is stored in those that there are. */
    Map<String, StoredLimits> lock(UUID namespaceId, Collection<String> workflows) {
        return find(namespaceId, workflows, "ORDER BY workflow FOR UPDATE");
    }

    private StoredLimits stored(ResultSet row) throws SQLException {
        byte @Nullable [] declared = row.getBytes("declared");
        byte @Nullable [] assigned = row.getBytes("assigned");
        return new StoredLimits(
                declared == null ? Declared.NOTHING : json.read(declared, Declared.class),
                assigned == null ? Limits.NONE : json.read(assigned, Limits.class));
    }

    /**
     * Changes a locked row.
     *
     * @param settling what the change leaves to be done; null leaves it as it was
     */
    void save(UUID namespaceId, String workflow, StoredLimits limits, @Nullable Settling settling, Instant now) {
        WorkflowLimits inForce = limits.inForce();
        Throttle throttle = inForce.throttle();
        jdbc.sql("""
                        UPDATE kagzi.workflow_limit
                           SET declared = :declared, assigned = :assigned, concurrency = :concurrency, concurrency_key = :key,
                               on_limit = :onLimit, throttle = :throttle, throttle_ms = :period, version = version + 1,
                               changed_at = :now,
                               settling = CASE WHEN settling = 'KEYS' THEN settling ELSE coalesce(:settling, settling) END
                         WHERE namespace_id = :namespace AND workflow = :workflow
                        """)
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("declared", json.write(limits.declared()))
                .param("assigned", json.write(limits.assigned()))
                .param("concurrency", inForce.concurrency())
                .param("key", inForce.concurrencyKey())
                .param("onLimit", inForce.onLimit().name())
                .param("throttle", throttle == null ? null : throttle.runs())
                .param("period", throttle == null ? null : throttle.period().toMillis())
                .param("settling", settling == null ? null : settling.name())
                .param("now", timestamp(now))
                .update();
    }

    /** Lets first claims count as long as the throttle of today says. */
    void changePeriod(UUID namespaceId, String workflow, @Nullable Throttle throttle) {
        jdbc.sql(throttle == null ? """
                        DELETE FROM kagzi.first_claim WHERE namespace_id = :namespace AND workflow = :workflow
                        """ : """
                        -- Those that are not claimed yet, too: they may just be, and are looked at again then.
                        UPDATE kagzi.first_claim SET counts_until = claimed_at + :period * interval '1 ms'
                        WHERE namespace_id = :namespace AND workflow = :workflow
                        """)
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("period", throttle == null ? 0L : throttle.period().toMillis())
                .update();
    }

    List<Unsettled> unsettled() {
        return jdbc.sql("""
                        SELECT namespace_id, workflow, settling, version FROM kagzi.workflow_limit
                        WHERE settling IS NOT NULL ORDER BY changed_at
                        """)
                .query((row, number) -> new Unsettled(
                        row.getObject("namespace_id", UUID.class),
                        row.getString("workflow"),
                        Settling.valueOf(row.getString("settling")),
                        row.getLong("version")))
                .list();
    }

    /** Whether a change is still to be settled. That and the limits stay so until the current transaction ends. */
    boolean isUnsettled(Unsettled change) {
        return jdbc.sql("""
                        SELECT 1 FROM kagzi.workflow_limit
                        WHERE namespace_id = :namespace AND workflow = :workflow AND version = :version AND settling = :settling
                        FOR SHARE
                        """)
                .param("namespace", change.namespaceId())
                .param("workflow", change.workflow())
                .param("version", change.version())
                .param("settling", change.settling().name())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Ends the settling of a change, unless there has been another one; says whether it did. */
    boolean settled(Unsettled change) {
        return jdbc.sql("""
                        UPDATE kagzi.workflow_limit SET settling = NULL
                        WHERE namespace_id = :namespace AND workflow = :workflow AND version = :version AND settling = :settling
                        """)
                        .param("namespace", change.namespaceId())
                        .param("workflow", change.workflow())
                        .param("version", change.version())
                        .param("settling", change.settling().name())
                        .update()
                == 1;
    }

    /** How far the limits of these workflows are used. */
    Map<String, LimitFigures> figures(UUID namespaceId, Collection<String> workflows) {
        Map<String, LimitFigures> figures = new HashMap<>();
        jdbc.sql("""
                        SELECT w.workflow, p.n AS in_place, f.n AS begun, h.n AS held_back
                          FROM unnest(:workflows) AS w (workflow)
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS n FROM (SELECT FROM kagzi.run
                                WHERE namespace_id = :namespace AND workflow = w.workflow AND limit_key IS NOT NULL
                                  AND (claimable OR lease_token IS NOT NULL) LIMIT :most) r) p
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS n FROM (SELECT FROM kagzi.first_claim
                                WHERE namespace_id = :namespace AND workflow = w.workflow LIMIT :most) c) f
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS n FROM (
                                   (SELECT FROM kagzi.run WHERE namespace_id = :namespace AND workflow = w.workflow
                                       AND held_back AND started_at IS NULL LIMIT :most)
                                   UNION ALL
                                   (SELECT FROM kagzi.run WHERE namespace_id = :namespace AND workflow = w.workflow
                                       AND held_back AND started_at IS NOT NULL LIMIT :most) LIMIT :most) r) h
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", workflows, name -> name))
                .param("most", MOST_COUNTED)
                .query(row -> {
                    figures.put(
                            row.getString("workflow"),
                            new LimitFigures(row.getInt("in_place"), row.getInt("begun"), row.getInt("held_back")));
                });
        return figures;
    }
}
