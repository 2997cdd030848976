package dev.kagzi.server.limit;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Open runs that have to be brought under a change of their workflow's limits, and places that somebody may have missed. */
@Repository
class SettlingRepository {

    private final JdbcClient jdbc;

    SettlingRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a look through the runs of a workflow has got to. */
    record Cursor(Instant createdAt, UUID runId) {

        static final Cursor START = new Cursor(Instant.EPOCH, new UUID(0, 0));
    }

    /**
     * An open run whose row is locked by the current transaction.
     *
     * @param limitKey what it went by until now
     */
    record OpenRun(
            UUID runId,
            RunStatus status,
            boolean isClaimable,
            boolean isHeldBack,
            long claims,
            @Nullable String limitKey,
            @Nullable Payload input) {

        @Nullable Standing standing() {
            return limitKey == null ? null : new Standing(limitKey, isClaimable || status == RunStatus.RUNNING);
        }
    }

    /** Whether a workflow has runs that are not finished. */
    boolean isAnyOpen(UUID namespaceId, String workflow) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM kagzi.run
                                        WHERE namespace_id = :namespace AND workflow = :workflow
                                          AND status IN ('PENDING', 'WAITING', 'NEEDS_ATTENTION'))
                            OR EXISTS (SELECT FROM kagzi.run
                                        WHERE namespace_id = :namespace AND workflow = :workflow AND lease_token IS NOT NULL)
                        """)
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .query(Boolean.class)
                .single();
    }

    /** The next runs of a workflow that have this status, in the order of their creation. */
    List<Cursor> open(UUID namespaceId, String workflow, RunStatus status, Cursor after, int limit) {
        // As the indexes have them: one those that are held, the other those that are not.
        String inStatus =
                status == RunStatus.RUNNING ? "lease_token IS NOT NULL" : "status = :status AND status <> 'RUNNING'";
        return jdbc.sql("""
                        SELECT created_at, run_id FROM kagzi.run
                        WHERE namespace_id = :namespace AND workflow = :workflow AND %s
                          AND (created_at, run_id) > (:createdAt, :run)
                        ORDER BY created_at, run_id LIMIT :limit
                        """.formatted(inStatus))
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("status", status.name())
                .param("createdAt", timestamp(after.createdAt()))
                .param("run", after.runId())
                .param("limit", limit)
                .query((row, number) -> new Cursor(
                        Objects.requireNonNull(Sql.instant(row, "created_at")), row.getObject("run_id", UUID.class)))
                .list();
    }

    /** Runs of a workflow that may be claimed. */
    List<UUID> claimable(UUID namespaceId, String workflow, int limit) {
        return jdbc.sql("""
                        SELECT run_id FROM kagzi.run
                        WHERE namespace_id = :namespace AND workflow = :workflow AND claimable LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /** Locks runs, in the order of their ids. */
    List<OpenRun> lock(UUID namespaceId, Collection<UUID> runIds) {
        return read(namespaceId, runIds, "FOR UPDATE");
    }

    /** Reads runs without locking them. */
    List<OpenRun> read(UUID namespaceId, Collection<UUID> runIds) {
        return read(namespaceId, runIds, "");
    }

    private List<OpenRun> read(UUID namespaceId, Collection<UUID> runIds, String lock) {
        return jdbc.sql("""
                        SELECT run_id, status, claimable, held_back, claim_number, limit_key, input FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND finished_at IS NULL ORDER BY run_id
                        """ + lock)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(SettlingRepository::run)
                .list();
    }

    private static OpenRun run(ResultSet row, int number) throws SQLException {
        return new OpenRun(
                row.getObject("run_id", UUID.class),
                RunStatus.valueOf(row.getString("status")),
                row.getBoolean("claimable"),
                row.getBoolean("held_back"),
                row.getLong("claim_number"),
                row.getString("limit_key"),
                StoredPayload.read(row.getBytes("input")));
    }

    /** What an open run goes by from now on; null where there are no limits. */
    record NewKey(UUID runId, @Nullable String key) {}

    /** Lets runs go by other keys. Those that may be claimed have to ask for their place anew, where there are limits. */
    void rekey(UUID namespaceId, Collection<NewKey> keys) {
        jdbc.sql("""
                        UPDATE kagzi.run r
                           SET limit_key = u.key, held_back = (r.claimable OR r.held_back) AND u.key IS NOT NULL,
                               claimable = (r.claimable OR r.held_back) AND u.key IS NULL
                          FROM unnest(:runs, :keys) AS u (run_id, key)
                         WHERE r.namespace_id = :namespace AND r.run_id = u.run_id
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", keys, NewKey::runId))
                .param("keys", array("text", keys, NewKey::key))
                .update();
    }

    /**
     * A key that runs are held back under.
     *
     * @param isFull whether all its places are in use
     */
    record HeldBackKey(String key, boolean isFull) {}

    /**
     * Keys of a workflow that runs are held back under, in their order: one look into the index for each.
     *
     * @param after the last one known; null at the beginning
     */
    List<HeldBackKey> heldBackKeys(UUID namespaceId, String workflow, @Nullable String after, int limit) {
        return jdbc.sql("""
                        WITH RECURSIVE held AS (
                            SELECT (%1$s) AS key, 1 AS n
                            UNION ALL
                            SELECT (%2$s), held.n + 1 FROM held WHERE held.key IS NOT NULL AND held.n < :limit)
                        SELECT held.key, coalesce(k.in_use >= l.concurrency, false) AS full
                          FROM held
                          JOIN kagzi.workflow_limit l ON l.namespace_id = :namespace AND l.workflow = :workflow
                          LEFT JOIN kagzi.limit_key k ON k.namespace_id = :namespace AND k.workflow = :workflow AND k.key = held.key
                         WHERE held.key IS NOT NULL ORDER BY held.n
                        """.formatted(
                        next(after == null ? "limit_key >= ''" : "limit_key > :after"), next("limit_key > held.key")))
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new HeldBackKey(row.getString("key"), row.getBoolean("full")))
                .list();
    }

    /** The first key that this holds for, of the two indexes of those that are held back. */
    private static String next(String condition) {
        return """
                SELECT least(
                    (SELECT min(limit_key) FROM kagzi.run
                      WHERE namespace_id = :namespace AND workflow = :workflow AND held_back AND started_at IS NULL AND %1$s),
                    (SELECT min(limit_key) FROM kagzi.run
                      WHERE namespace_id = :namespace AND workflow = :workflow AND held_back AND started_at IS NOT NULL AND %1$s))
                """.formatted(condition);
    }

    /** Workflows that have limits, by namespace. */
    List<Limited> limited() {
        return jdbc.sql("SELECT namespace_id, workflow FROM kagzi.workflow_limit ORDER BY namespace_id, workflow")
                .query((row, number) ->
                        new Limited(row.getObject("namespace_id", UUID.class), row.getString("workflow")))
                .list();
    }

    /** A workflow that has, or had, limits. */
    record Limited(UUID namespaceId, String workflow) {}

    /** The last change of a workflow's limits. */
    record Changed(UUID namespaceId, String workflow, long version, Instant at) {}

    /** Workflows whose limits were changed after this instant. */
    List<Changed> changedSince(Instant since) {
        return jdbc.sql("""
                        SELECT namespace_id, workflow, version, changed_at FROM kagzi.workflow_limit
                        WHERE changed_at > :since AND version > 0
                        """)
                .param("since", timestamp(since))
                .query((row, number) -> new Changed(
                        row.getObject("namespace_id", UUID.class),
                        row.getString("workflow"),
                        row.getLong("version"),
                        Objects.requireNonNull(Sql.instant(row, "changed_at"))))
                .list();
    }

    /** The time by which the database notes when transactions have begun. */
    Instant time() {
        return jdbc.sql("SELECT clock_timestamp() AS at")
                .query((row, number) -> Objects.requireNonNull(Sql.instant(row, "at")))
                .single();
    }

    /** Whether a transaction of the servers, all of which have the same role, has begun before this and goes on. */
    boolean isAnyTransactionOlder(Instant than) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                                        WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
                                          AND backend_type = 'client backend' AND xact_start < :than)
                        """).param("than", timestamp(than)).query(Boolean.class).single();
    }

    /** First claims that have stopped to count are forgotten; returns their keys, by namespace. */
    List<EndedCount> endCounts(Instant now, int limit) {
        List<EndedCount> ended = new ArrayList<>();
        jdbc.sql("""
                        SELECT namespace_id, workflow, key, run_id FROM kagzi.first_claim
                        WHERE counts_until <= :now ORDER BY counts_until LIMIT :limit
                        """).param("now", timestamp(now)).param("limit", limit).query(row -> {
            ended.add(new EndedCount(
                    row.getObject("namespace_id", UUID.class),
                    new PlaceKey(row.getString("workflow"), row.getString("key")),
                    row.getObject("run_id", UUID.class)));
        });
        return ended;
    }

    /** A first claim that counts no more. */
    record EndedCount(UUID namespaceId, PlaceKey key, UUID runId) {}

    void forget(UUID namespaceId, Collection<EndedCount> ended, Instant now) {
        jdbc.sql("""
                        DELETE FROM kagzi.first_claim f
                         USING unnest(:workflows, :keys, :runs) AS u (workflow, key, run_id)
                         WHERE f.namespace_id = :namespace AND f.workflow = u.workflow AND f.key = u.key AND f.run_id = u.run_id
                           AND f.counts_until <= :now
                        """)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("workflows", array("text", ended, end -> end.key().workflow()))
                .param("keys", array("text", ended, end -> end.key().key()))
                .param("runs", array("uuid", ended, EndedCount::runId))
                .update();
    }

    /** When the next first claim stops to count. */
    Optional<Instant> nextEnd() {
        return jdbc.sql("SELECT min(counts_until) AS next_end FROM kagzi.first_claim WHERE counts_until IS NOT NULL")
                .query((row, number) -> Optional.ofNullable(Sql.instant(row, "next_end")))
                .single();
    }

    /** Removes the rows of keys that nobody has used since. */
    int removeUnused(Instant since, int limit) {
        return jdbc.sql("""
                        DELETE FROM kagzi.limit_key k
                         USING (SELECT namespace_id, workflow, key FROM kagzi.limit_key
                                 WHERE in_use = 0 AND used_at < :since ORDER BY used_at LIMIT :limit FOR UPDATE SKIP LOCKED) u
                         WHERE k.namespace_id = u.namespace_id AND k.workflow = u.workflow AND k.key = u.key
                        """)
                .param("since", timestamp(since))
                .param("limit", limit)
                .update();
    }
}
