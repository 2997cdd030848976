package dev.kagzi.server.limit;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.OnLimit;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who has a place. Places are given and taken under the lock of their key's row alone. */
@Repository
class PlaceRepository {

    /** Places given of one key at a time. */
    static final int AT_ONCE = 1_000;

    private final JdbcClient jdbc;

    PlaceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the rows of these keys, in their order, and says how many places are in use. */
    Map<PlaceKey, Integer> lock(UUID namespaceId, Collection<PlaceKey> keys, Instant now) {
        Map<PlaceKey, Integer> inUse = lockKnown(namespaceId, keys);
        if (inUse.size() < keys.size()) {
            List<PlaceKey> missing = keys.stream()
                    .filter(key -> !inUse.containsKey(key))
                    .sorted()
                    .toList();
            create(namespaceId, missing, now);
            inUse.putAll(lockKnown(namespaceId, missing));
        }
        return inUse;
    }

    private Map<PlaceKey, Integer> lockKnown(UUID namespaceId, Collection<PlaceKey> keys) {
        Map<PlaceKey, Integer> inUse = new HashMap<>();
        jdbc.sql("""
                        SELECT k.workflow, k.key, k.in_use
                          FROM unnest(:workflows, :keys) AS u (workflow, key)
                          JOIN kagzi.limit_key k ON k.namespace_id = :namespace AND k.workflow = u.workflow AND k.key = u.key
                         ORDER BY k.workflow, k.key FOR UPDATE OF k
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", keys, PlaceKey::workflow))
                .param("keys", array("text", keys, PlaceKey::key))
                .query(row -> {
                    inUse.put(new PlaceKey(row.getString("workflow"), row.getString("key")), row.getInt("in_use"));
                });
        return inUse;
    }

    private void create(UUID namespaceId, List<PlaceKey> keys, Instant now) {
        jdbc.sql("""
                        INSERT INTO kagzi.limit_key (namespace_id, workflow, key, in_use, used_at)
                        SELECT :namespace, k.workflow, k.key, 0, :now FROM unnest(:workflows, :keys) AS k (workflow, key)
                         ORDER BY k.workflow, k.key
                        ON CONFLICT (namespace_id, workflow, key) DO NOTHING
                        """)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("workflows", array("text", keys, PlaceKey::workflow))
                .param("keys", array("text", keys, PlaceKey::key))
                .update();
    }

    /** A run that may be claimed from now on. */
    record Given(UUID runId, PlaceKey key) {}

    /**
     * What is left of a key after places were given.
     *
     * @param free places that are free still, 0 or less when there is none
     * @param begins first claims that may still be made in this period
     * @param isAnyHeldBack whether runs are held back
     */
    record Rest(int free, int begins, boolean isAnyHeldBack, OnLimit onLimit) {}

    /** Who was given a place, and what is left. */
    record Round(List<Given> given, Map<PlaceKey, Rest> rest) {}

    /**
     * Gives what is free of these keys to the runs that are held back: those that have been claimed before come first, the others need
     * that the throttle lets them begin. Who is being changed by somebody else is left out.
     *
     * @param inUse places in use, of keys whose rows are locked
     */
    Round give(UUID namespaceId, Map<PlaceKey, Integer> inUse, Instant now) {
        List<Given> given = new java.util.ArrayList<>();
        Map<PlaceKey, Rest> rest = new TreeMap<>();
        jdbc.sql("""
                        WITH k AS (
                            SELECT u.workflow, u.key, u.in_use, l.throttle, l.on_limit,
                                   CASE WHEN l.settling IS NOT NULL THEN 0
                                        ELSE least(coalesce(l.concurrency - u.in_use, :most), :most) END AS free,
                                   CASE WHEN l.throttle IS NULL THEN :most
                                        ELSE l.throttle - (SELECT count(*)::int FROM kagzi.first_claim f
                                                            WHERE f.namespace_id = :namespace AND f.workflow = u.workflow
                                                              AND f.key = u.key) END AS begins
                              FROM unnest(:workflows, :keys, :inUse) AS u (workflow, key, in_use)
                              JOIN kagzi.workflow_limit l ON l.namespace_id = :namespace AND l.workflow = u.workflow),
                        again AS (
                            SELECT k.workflow, k.key, r.run_id
                              FROM k CROSS JOIN LATERAL (
                                   SELECT run_id FROM kagzi.run
                                    WHERE namespace_id = :namespace AND workflow = k.workflow AND limit_key = k.key
                                      AND held_back AND started_at IS NOT NULL
                                    ORDER BY claim_order, run_id LIMIT greatest(k.free, 0) FOR UPDATE SKIP LOCKED) r),
                        first AS (
                            SELECT k.workflow, k.key, r.run_id
                              FROM k
                              LEFT JOIN (SELECT workflow, key, count(*)::int AS n FROM again GROUP BY workflow, key) a
                                ON a.workflow = k.workflow AND a.key = k.key
                             CROSS JOIN LATERAL (
                                   SELECT run_id FROM kagzi.run
                                    WHERE namespace_id = :namespace AND workflow = k.workflow AND limit_key = k.key
                                      AND held_back AND started_at IS NULL
                                    ORDER BY claim_order, run_id
                                    LIMIT greatest(least(k.free - coalesce(a.n, 0), k.begins), 0) FOR UPDATE SKIP LOCKED) r),
                        -- An array, since nobody can tell the planner how few they are: it would read all runs to find them.
                        picked AS MATERIALIZED (
                            SELECT ARRAY(SELECT run_id FROM again UNION ALL SELECT run_id FROM first) AS runs),
                        -- Its turn among the keys is now; priority counts as it does for everybody.
                        given AS (
                            UPDATE kagzi.run r
                               SET claimable = true, held_back = false, claim_order = :now - r.priority * interval '1 minute'
                             WHERE r.namespace_id = :namespace AND r.run_id = ANY ((SELECT runs FROM picked)::uuid[])
                            RETURNING r.run_id, r.workflow, r.limit_key AS key, r.started_at IS NULL AS is_first),
                        throttled AS (
                            INSERT INTO kagzi.first_claim (namespace_id, workflow, key, run_id)
                            SELECT :namespace, g.workflow, g.key, g.run_id
                              FROM given g JOIN k ON k.workflow = g.workflow AND k.key = g.key AND k.throttle IS NOT NULL
                             WHERE g.is_first),
                        counted AS (
                            SELECT k.workflow, k.key, count(g.run_id)::int AS n, count(g.run_id) FILTER (WHERE g.is_first)::int AS firsts
                              FROM k LEFT JOIN given g ON g.workflow = k.workflow AND g.key = k.key GROUP BY k.workflow, k.key),
                        changed AS (
                            UPDATE kagzi.limit_key x SET in_use = k.in_use + c.n, used_at = :now
                              FROM k JOIN counted c ON c.workflow = k.workflow AND c.key = k.key
                             WHERE x.namespace_id = :namespace AND x.workflow = k.workflow AND x.key = k.key
                               AND (x.in_use <> k.in_use + c.n OR x.used_at < :stale))
                        SELECT g.run_id, g.workflow, g.key, 0 AS free, 0 AS begins, '' AS on_limit, false AS held_back FROM given g
                        UNION ALL
                        SELECT NULL, k.workflow, k.key, k.free - c.n, CASE WHEN k.throttle IS NULL THEN :most ELSE k.begins - c.firsts END,
                               k.on_limit,
                               (SELECT r.run_id FROM kagzi.run r
                                 WHERE r.namespace_id = :namespace AND r.workflow = k.workflow AND r.limit_key = k.key
                                   AND r.held_back AND r.started_at IS NULL AND r.run_id <> ALL ((SELECT runs FROM picked)::uuid[])
                                 ORDER BY r.claim_order, r.run_id LIMIT 1) IS NOT NULL
                            OR (SELECT r.run_id FROM kagzi.run r
                                 WHERE r.namespace_id = :namespace AND r.workflow = k.workflow AND r.limit_key = k.key
                                   AND r.held_back AND r.started_at IS NOT NULL AND r.run_id <> ALL ((SELECT runs FROM picked)::uuid[])
                                 ORDER BY r.claim_order, r.run_id LIMIT 1) IS NOT NULL
                          FROM k JOIN counted c ON c.workflow = k.workflow AND c.key = k.key
                        """)
                .param("namespace", namespaceId)
                .param("most", AT_ONCE)
                .param("now", timestamp(now))
                .param("stale", timestamp(now.minusSeconds(60)))
                .param("workflows", array("text", inUse.keySet(), PlaceKey::workflow))
                .param("keys", array("text", inUse.keySet(), PlaceKey::key))
                .param("inUse", array("int4", inUse.values(), count -> count))
                .query(row -> {
                    PlaceKey key = new PlaceKey(row.getString("workflow"), row.getString("key"));
                    @Nullable UUID runId = row.getObject("run_id", UUID.class);
                    if (runId == null) {
                        rest.put(
                                key,
                                new Rest(
                                        row.getInt("free"),
                                        row.getInt("begins"),
                                        row.getBoolean("held_back"),
                                        OnLimit.valueOf(row.getString("on_limit"))));
                    } else {
                        given.add(new Given(runId, key));
                    }
                });
        return new Round(given, rest);
    }

    /** Runs that gave up their place before they were claimed let others begin in their stead. */
    void forget(UUID namespaceId, List<LimitedRun> unclaimed) {
        jdbc.sql("""
                        DELETE FROM kagzi.first_claim f
                         USING unnest(:workflows, :keys, :runs) AS u (workflow, key, run_id)
                         WHERE f.namespace_id = :namespace AND f.workflow = u.workflow AND f.key = u.key AND f.run_id = u.run_id
                           AND f.claimed_at IS NULL
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", unclaimed, LimitedRun::workflow))
                .param("keys", array("text", unclaimed, LimitedRun::key))
                .param("runs", array("uuid", unclaimed, LimitedRun::runId))
                .update();
    }

    /** Of these runs, which are claimed for the first time, those that a throttle let begin count for one period; says how many they are. */
    int begin(UUID namespaceId, List<LimitedRun> runs) {
        return jdbc.sql("""
                        UPDATE kagzi.first_claim f
                           SET claimed_at = r.started_at, counts_until = r.started_at + l.throttle_ms * interval '1 ms'
                          FROM unnest(:workflows, :keys, :runs) AS u (workflow, key, run_id)
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = u.run_id
                          JOIN kagzi.workflow_limit l ON l.namespace_id = :namespace AND l.workflow = u.workflow
                         WHERE f.namespace_id = :namespace AND f.workflow = u.workflow AND f.key = u.key AND f.run_id = u.run_id
                           AND f.claimed_at IS NULL AND l.throttle_ms IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", runs, LimitedRun::workflow))
                .param("keys", array("text", runs, LimitedRun::key))
                .param("runs", array("uuid", runs, LimitedRun::runId))
                .update();
    }
}
