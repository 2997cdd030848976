package dev.kagzi.server.lease;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Claims that end, or get longer, without a report. */
@Repository
class ReleaseRepository {

    /** From worker to worker along the index of held runs: as many steps as there are workers that hold something, and no more. */
    static final String IS_ANY_EXPIRED = """
            EXISTS (
                WITH RECURSIVE holder AS (
                    (SELECT namespace_id, worker_id FROM kagzi.run WHERE lease_token IS NOT NULL
                      ORDER BY namespace_id, worker_id LIMIT 1)
                    UNION ALL
                    SELECT next.namespace_id, next.worker_id
                      FROM holder h CROSS JOIN LATERAL (
                           SELECT namespace_id, worker_id FROM kagzi.run
                            WHERE lease_token IS NOT NULL AND (namespace_id, worker_id) > (h.namespace_id, h.worker_id)
                            ORDER BY namespace_id, worker_id LIMIT 1) next)
                SELECT FROM holder h
                 WHERE (SELECT min(r.lease_expires_at) FROM kagzi.run r
                         WHERE r.namespace_id = h.namespace_id AND r.worker_id = h.worker_id AND r.lease_token IS NOT NULL)
                       <= clock.now)
            """;

    private final JdbcClient jdbc;
    private final Json json;
    private final LockedRunRow lockedRun;

    ReleaseRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
        this.lockedRun = new LockedRunRow(json);
    }

    /** Extends the leases of those of the runs that the worker still holds, and returns them. */
    List<UUID> renew(UUID namespaceId, UUID workerId, Collection<UUID> runIds, Instant now, Instant until) {
        return jdbc.sql("""
                        WITH held AS (
                            SELECT run_id FROM kagzi.run
                            WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND worker_id = :worker
                              AND lease_token IS NOT NULL AND lease_expires_at > :now
                            ORDER BY run_id FOR UPDATE)
                        -- A later renewal may have come before one that was held up.
                        UPDATE kagzi.run r SET lease_expires_at = greatest(r.lease_expires_at, :until)
                          FROM held WHERE r.namespace_id = :namespace AND r.run_id = held.run_id
                        RETURNING r.run_id
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .param("until", timestamp(until))
                .query(UUID.class)
                .list();
    }

    /** Locks what a worker holds beyond the runs it listed, as far as it was claimed for a poll whose answer has arrived. */
    List<LockedRun> lockUnlisted(UUID namespaceId, UUID workerId, Collection<UUID> listed, long answered) {
        return jdbc.sql("SELECT " + LockedRunRow.COLUMNS + """
                        FROM kagzi.run
                        WHERE namespace_id = :namespace AND worker_id = :worker AND lease_token IS NOT NULL
                          AND request_id <= :answered AND run_id <> ALL (:listed)
                        ORDER BY run_id FOR UPDATE
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("listed", array("uuid", listed))
                .param("answered", answered)
                .query(lockedRun)
                .list();
    }

    List<LockedRun> lockClaimedFor(ClaimRequest request, Collection<UUID> runIds) {
        return jdbc.sql("SELECT " + LockedRunRow.COLUMNS + """
                        FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND worker_id = :worker
                          AND request_id = :request AND lease_token IS NOT NULL
                        ORDER BY run_id FOR UPDATE
                        """)
                .param("namespace", request.namespaceId())
                .param("worker", request.workerId())
                .param("request", request.requestId())
                .param("runs", array("uuid", runIds))
                .query(lockedRun)
                .list();
    }

    boolean isHeldBy(UUID namespaceId, UUID workerId, UUID runId) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM kagzi.run WHERE namespace_id = :namespace AND run_id = :run
                                          AND worker_id = :worker AND lease_token IS NOT NULL)
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .param("worker", workerId)
                .query(Boolean.class)
                .single();
    }

    /** Namespaces and workers that have expired leases. */
    List<Holder> holdersOfExpired(Instant now, int limit) {
        return jdbc.sql("""
                        SELECT w.namespace_id, w.worker_id
                          FROM kagzi.worker w
                         WHERE EXISTS (SELECT FROM kagzi.run r
                                        WHERE r.namespace_id = w.namespace_id AND r.worker_id = w.worker_id
                                          AND r.lease_token IS NOT NULL AND r.lease_expires_at <= :now)
                         LIMIT :limit
                        """)
                .param("now", timestamp(now))
                .param("limit", limit)
                .query((row, number) ->
                        new Holder(row.getObject("namespace_id", UUID.class), row.getObject("worker_id", UUID.class)))
                .list();
    }

    List<LockedRun> lockExpired(Holder holder, Instant now, int limit) {
        return jdbc.sql("SELECT " + LockedRunRow.COLUMNS + """
                        FROM kagzi.run
                        WHERE namespace_id = :namespace AND worker_id = :worker AND lease_token IS NOT NULL
                          AND lease_expires_at <= :now
                        ORDER BY run_id LIMIT :limit FOR UPDATE SKIP LOCKED
                        """)
                .param("namespace", holder.namespaceId())
                .param("worker", holder.workerId())
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(lockedRun)
                .list();
    }

    /** Ends the claims of locked runs. */
    void release(UUID namespaceId, List<Release> releases) {
        jdbc.sql("""
                        UPDATE kagzi.run r
                           SET status = u.status, claimable = u.status = 'PENDING' AND u.paused_until IS NULL,
                               due_at = CASE WHEN u.status = 'NEEDS_ATTENTION' THEN NULL ELSE coalesce(u.paused_until, r.due_at) END,
                               lease_token = NULL, lease_expires_at = NULL, claim_ended = u.claim_ended, has_resolved = false,
                               expired_claims = u.expired_claims, failure = u.failure, transitions = r.transitions + 1
                          FROM unnest(:runs, :secrets, :statuses, :pauses, :ends, :expired, :failures)
                               AS u (run_id, lease_token, status, paused_until, claim_ended, expired_claims, failure)
                         WHERE r.namespace_id = :namespace AND r.run_id = u.run_id AND r.lease_token = u.lease_token
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", releases, release -> release.run().runId()))
                .param(
                        "secrets",
                        array("uuid", releases, release -> release.run().leaseSecret()))
                .param(
                        "statuses",
                        array("text", releases, release -> release.to().name()))
                .param("pauses", instants(releases, Release::pausedUntil))
                .param("ends", array("text", releases, release -> release.end().name()))
                .param("expired", array("int4", releases, Release::expiredClaims))
                .param("failures", byteArrays(releases, release -> json.write(release.failure())))
                .update();
    }

    /** A worker that holds something. */
    record Holder(UUID namespaceId, UUID workerId) {}
}
