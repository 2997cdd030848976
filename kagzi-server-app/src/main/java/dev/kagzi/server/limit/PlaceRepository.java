package dev.kagzi.server.limit;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instant;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.OnLimit;
import dev.kagzi.server.database.DatabaseClock;
import java.time.Instant;
import java.util.ArrayList;
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

    /** Free places where nothing limits them. */
    private static final int MANY = Integer.MAX_VALUE / 2;

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    PlaceRepository(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Rows of keys that are locked.
     *
     * @param inUse places in use
     * @param at the database's time right after the last one was locked
     */
    record Locked(Map<PlaceKey, Integer> inUse, Instant at) {}

    /** Locks the rows of these keys, in their order. */
    Locked lock(UUID namespaceId, Collection<PlaceKey> keys, Instant now) {
        Locked locked = lockOrCreate(namespaceId, keys, now);
        List<PlaceKey> missing =
                keys.stream().filter(key -> !locked.inUse().containsKey(key)).toList();
        if (missing.isEmpty()) {
            return locked;
        }
        // Somebody else has just created them, which was waited for.
        Locked others = lockOrCreate(namespaceId, missing, now);
        locked.inUse().putAll(others.inUse());
        return new Locked(locked.inUse(), others.at());
    }

    private Locked lockOrCreate(UUID namespaceId, Collection<PlaceKey> keys, Instant now) {
        Map<PlaceKey, Integer> inUse = new HashMap<>();
        List<Instant> at = new ArrayList<>();
        jdbc.sql("""
                        WITH u AS (SELECT * FROM unnest(:workflows, :keys) AS u (workflow, key)),
                        created AS (
                            INSERT INTO kagzi.limit_key (namespace_id, workflow, key, in_use, used_at)
                            SELECT :namespace, u.workflow, u.key, 0, :now FROM u
                             WHERE NOT EXISTS (SELECT FROM kagzi.limit_key k
                                                WHERE k.namespace_id = :namespace AND k.workflow = u.workflow AND k.key = u.key)
                             ORDER BY u.workflow, u.key
                            ON CONFLICT (namespace_id, workflow, key) DO NOTHING
                            RETURNING workflow, key, in_use),
                        locked AS MATERIALIZED (
                            SELECT k.workflow, k.key, k.in_use
                              FROM u JOIN kagzi.limit_key k ON k.namespace_id = :namespace AND k.workflow = u.workflow AND k.key = u.key
                             ORDER BY k.workflow, k.key FOR UPDATE OF k)
                        -- One after the other: nobody who creates a key has locked any before, and the time is that after all of it.
                        SELECT workflow, key, in_use, CAST(NULL AS timestamptz) AS at FROM created
                        UNION ALL SELECT workflow, key, in_use, NULL FROM locked
                        UNION ALL SELECT NULL, NULL, NULL, clock_timestamp()
                        """)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("workflows", array("text", keys, PlaceKey::workflow))
                .param("keys", array("text", keys, PlaceKey::key))
                .query(row -> {
                    Instant time = instant(row, "at");
                    if (time == null) {
                        inUse.put(new PlaceKey(row.getString("workflow"), row.getString("key")), row.getInt("in_use"));
                    } else {
                        at.add(time);
                    }
                });
        return new Locked(inUse, clock.toView(at.get(0)));
    }

    /** A run that may be claimed from now on. */
    record Given(UUID runId, PlaceKey key) {}

    /**
     * What is left of a key after places were given.
     *
     * @param free places that are free still, 0 or less when there is none
     * @param begins first claims that may still be made in this period
     * @param isAnyHeldBack whether runs are held back
     * @param isSettling whether no place is given while open runs are brought under a change
     */
    record Rest(int free, int begins, boolean isAnyHeldBack, OnLimit onLimit, boolean isSettling) {}

    /** Who was given a place, and what is left. */
    record Round(List<Given> given, Map<PlaceKey, Rest> rest) {}

    /**
     * Gives what is free of these keys to the runs that are held back: those that have been claimed before come first, the others need
     * that the throttle lets them begin. Who is being changed by somebody else is left out.
     *
     * @param inUse places in use, of keys whose rows are locked
     */
    Round give(UUID namespaceId, Map<PlaceKey, Integer> inUse, Instant now) {
        List<Given> given = new ArrayList<>();
        Map<PlaceKey, Rest> rest = new TreeMap<>();
        jdbc.sql("""
                        WITH k AS (
                            SELECT u.workflow, u.key, u.in_use, l.throttle, l.on_limit, l.settling IS NOT NULL AS settling,
                                   CASE WHEN l.settling IS NOT NULL THEN 0
                                        ELSE coalesce(l.concurrency - u.in_use, :many) END AS free,
                                   CASE WHEN l.throttle IS NULL THEN :many
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
                                    ORDER BY claim_order, run_id LIMIT greatest(least(k.free, :most), 0) FOR UPDATE SKIP LOCKED) r),
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
                                    LIMIT greatest(least(least(k.free, :most) - coalesce(a.n, 0), k.begins), 0) FOR UPDATE SKIP LOCKED) r),
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
                        SELECT g.run_id, g.workflow, g.key, 0 AS free, 0 AS begins, '' AS on_limit, false AS settling,
                               false AS held_back
                          FROM given g
                        UNION ALL
                        SELECT NULL, k.workflow, k.key, k.free - c.n, CASE WHEN k.throttle IS NULL THEN :many ELSE k.begins - c.firsts END,
                               k.on_limit, k.settling,
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
                .param("many", MANY)
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
                                        OnLimit.valueOf(row.getString("on_limit")),
                                        row.getBoolean("settling")));
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
                        -- Locked, so that a period that is being changed is waited for.
                        WITH l AS (
                            SELECT workflow, throttle_ms FROM kagzi.workflow_limit
                             WHERE namespace_id = :namespace AND workflow = ANY (:workflows) AND throttle_ms IS NOT NULL
                             ORDER BY workflow FOR SHARE)
                        UPDATE kagzi.first_claim f
                           SET claimed_at = r.started_at, counts_until = r.started_at + l.throttle_ms * interval '1 ms'
                          FROM unnest(:workflows, :keys, :runs) AS u (workflow, key, run_id)
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = u.run_id
                          JOIN l ON l.workflow = u.workflow
                         WHERE f.namespace_id = :namespace AND f.workflow = u.workflow AND f.key = u.key AND f.run_id = u.run_id
                           AND f.claimed_at IS NULL
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", runs, LimitedRun::workflow))
                .param("keys", array("text", runs, LimitedRun::key))
                .param("runs", array("uuid", runs, LimitedRun::runId))
                .update();
    }
}
