package dev.kagzi.server.lease;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.lease.ClaimCursors.Place;
import dev.kagzi.server.lease.ClaimRequest.Line;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Makes claims. */
@Repository
class ClaimRepository {

    /** Inputs of one answer; what is left of its 8 MiB is for histories. */
    static final int MAX_INPUT_BYTES = 6 * 1024 * 1024;

    private static final String COLUMNS = """
            r.run_id, r.workflow, r.version, r.claim_number, r.lease_token, r.attempt, r.max_attempts, r.deadline, r.tags, r.id,
            r.started_at, r.scheduled_at, r.ending, r.input, r.input_made_for, r.input_of_event, r.steps, r.expired_claims, r.limit_key,
            r.claim_order, r.traceparent
            """;

    /** Not in the statement for claims at the head: with it the planner would rather sort a short line than walk along it. */
    private static final String AFTER = "AND (claim_order, run_id) > (line.after_order, line.after_run)";

    static final String IS_ANY_DRAINING =
            "(SELECT worker_id FROM kagzi.worker WHERE draining ORDER BY namespace_id, worker_id LIMIT 1) IS NOT NULL";

    private final JdbcClient jdbc;
    private final Json json;

    ClaimRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Locks the row for a claim, and notes the poll it is for; false when somebody else has the row, the worker gets nothing for now, or
     * the row speaks of a newer poll, or of this one without anybody here having told it.
     */
    boolean takeSession(UUID namespaceId, UUID workerId, long requestId, boolean isNoted) {
        return jdbc.sql("""
                                UPDATE kagzi.worker SET request_id = :request
                                WHERE namespace_id = :namespace AND worker_id = (
                                      SELECT worker_id FROM kagzi.worker
                                       WHERE namespace_id = :namespace AND worker_id = :worker AND request_id <= :newest
                                         AND suspect_run_id IS NULL AND NOT draining
                                         AND NOT EXISTS (SELECT FROM kagzi.namespace WHERE namespace_id = :namespace AND disabled)
                                         FOR UPDATE SKIP LOCKED)
                                """)
                        .param("namespace", namespaceId)
                        .param("worker", workerId)
                        .param("request", requestId)
                        .param("newest", isNoted ? requestId : requestId - 1)
                        .update()
                == 1;
    }

    /** Locks the row of an open session: claims for one worker are made one after the other. */
    Optional<SessionRow> lockSession(UUID namespaceId, UUID workerId) {
        return jdbc.sql("""
                        WITH locked AS (
                            SELECT request_id, suspect_run_id, draining FROM kagzi.worker
                             WHERE namespace_id = :namespace AND worker_id = :worker FOR UPDATE)
                        -- Read with the row in hand: it may have been waited for.
                        SELECT locked.*, clock_timestamp() AS read_at FROM locked
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .query((row, number) -> new SessionRow(
                        row.getLong("request_id"),
                        row.getObject("suspect_run_id", UUID.class),
                        row.getBoolean("draining"),
                        Objects.requireNonNull(Sql.instant(row, "read_at"), "the clock always says something")))
                .optional();
    }

    /** @param seenAt when the worker was heard of, or null when it was not */
    void updateSession(
            UUID namespaceId, UUID workerId, long requestId, @Nullable UUID suspect, @Nullable Instant seenAt) {
        jdbc.sql("""
                        UPDATE kagzi.worker SET request_id = :request, suspect_run_id = :suspect,
                               last_seen_at = coalesce(:seenAt, last_seen_at)
                        WHERE namespace_id = :namespace AND worker_id = :worker
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("request", requestId)
                .param("suspect", suspect)
                .param("seenAt", seenAt == null ? null : timestamp(seenAt))
                .update();
    }

    /** Whether this run is still held by this worker and still suspected of taking its workers along. */
    boolean isSuspectHeld(UUID namespaceId, UUID workerId, UUID runId) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM kagzi.run WHERE namespace_id = :namespace AND run_id = :run
                                          AND worker_id = :worker AND lease_token IS NOT NULL AND expired_claims >= :suspect)
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("run", runId)
                .param("suspect", Release.SUSPECT_AFTER)
                .query(Boolean.class)
                .single();
    }

    /**
     * Claims runs, and notes in the session's row the poll they are for and the first of them that is suspect.
     *
     * @param after where to go on in a line; others begin at their head
     * @param seenAt when the worker was heard of, or null when it was not
     */
    List<RunRow> claim(
            ClaimRequest request, Map<Line, Place> after, Instant now, Instant until, @Nullable Instant seenAt) {
        List<Line> ofNewRuns =
                request.lines().stream().filter(Line::isOfNewRuns).toList();
        return jdbc.sql("""
                        WITH line AS (
                            SELECT workflow, stored, version, free, coalesce(after_order, '-infinity') AS after_order,
                                   coalesce(after_run, '00000000-0000-0000-0000-000000000000') AS after_run
                              -- By a query, so that nobody knows how many they are: else it is planned anew for each claim.
                              FROM unnest((SELECT :workflows::text[]), :stored, :versions, :frees, :afterOrders, :afterRuns)
                                   AS l (workflow, stored, version, free, after_order, after_run)
                             -- While a change of its limits is seen to.
                             WHERE NOT EXISTS (SELECT FROM kagzi.workflow_limit w
                                                WHERE w.namespace_id = :namespace AND w.workflow = l.stored AND w.settling IS NOT NULL)
                               AND NOT EXISTS (SELECT FROM kagzi.namespace WHERE namespace_id = :namespace AND disabled)),
                        -- Each line gives as many as fit; the index holds claimable runs only, in their order.
                        candidate AS (
                            SELECT c.run_id, c.claim_order, c.expired_claims, c.bytes, line.workflow, line.free
                              FROM line CROSS JOIN LATERAL (
                                   SELECT run_id, claim_order, expired_claims, coalesce(octet_length(input), 0) AS bytes
                                     FROM kagzi.run
                                    WHERE namespace_id = :namespace AND workflow = line.stored AND version = line.version AND claimable
                                      %s
                                    ORDER BY claim_order, run_id LIMIT least(line.free, :free)
                                      FOR UPDATE SKIP LOCKED) c),
                        numbered AS (
                            SELECT candidate.*,
                                   row_number() OVER whole AS number,
                                   row_number() OVER (PARTITION BY workflow ORDER BY claim_order, run_id) AS number_in_workflow,
                                   sum(bytes) OVER whole AS all_bytes,
                                   first_value(expired_claims) OVER whole AS head_expired
                              FROM candidate WINDOW whole AS (ORDER BY claim_order, run_id)),
                        -- A run that took its workers along is claimed alone, and is not claimed beside others. An array, since nobody
                        -- can tell the planner how few they are: it would read all runs to find them.
                        picked AS MATERIALIZED (
                            SELECT ARRAY(
                                SELECT run_id FROM numbered
                                 WHERE number <= :free AND number_in_workflow <= free AND (number = 1 OR all_bytes <= :maxBytes)
                                   AND CASE WHEN head_expired >= :suspect THEN number = 1 ELSE expired_claims < :suspect END) AS runs),
                        claimed AS (
                            UPDATE kagzi.run r
                               SET status = 'RUNNING', claimable = false, worker_id = :worker,
                                   version = CASE WHEN r.version > 0 THEN r.version
                                                  ELSE (:newRunAs::int4[])[array_position(:newStored::text[], r.workflow)] END,
                                   claim_number = r.claim_number + 1, claim_ended = NULL, lease_token = gen_random_uuid(),
                                   lease_expires_at = :until, request_id = :request, transitions = r.transitions + 1,
                                   -- Not before it was given its place: a claim may be held up after it has looked at the clock.
                                   started_at = coalesce(r.started_at, greatest(:now,
                                       CASE WHEN r.limit_key IS NOT NULL THEN r.claim_order + r.priority * interval '1 minute' END))
                             WHERE r.namespace_id = :namespace AND r.run_id = ANY ((SELECT runs FROM picked)::uuid[])
                            RETURNING r.transitions, %s),
                        history AS (
                            INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, at)
                            SELECT :namespace, run_id, transitions, 'PENDING', 'RUNNING', claim_number, 'WORKER',
                                   CASE WHEN claim_number = 1 THEN started_at ELSE :now END FROM claimed),
                        session AS (
                            UPDATE kagzi.worker
                               SET request_id = :request, last_seen_at = coalesce(:seenAt, last_seen_at),
                                   suspect_run_id = (SELECT run_id FROM claimed WHERE expired_claims >= :suspect
                                                      ORDER BY claim_order, run_id LIMIT 1)
                             WHERE namespace_id = :namespace AND worker_id = :worker)
                        SELECT %s FROM claimed r ORDER BY r.claim_order, r.run_id
                        """.formatted(after.isEmpty() ? "" : AFTER, COLUMNS, COLUMNS))
                .param("namespace", request.namespaceId())
                .param("worker", request.workerId())
                .param("request", request.requestId())
                .param("free", request.free())
                .param("workflows", array("text", request.lines(), Line::workflow))
                .param("stored", array("text", request.lines(), Line::stored))
                .param("versions", array("int4", request.lines(), Line::version))
                .param("newStored", array("text", ofNewRuns, Line::stored))
                .param("newRunAs", array("int4", ofNewRuns, Line::runAs))
                .param("frees", array("int4", request.lines(), Line::free))
                .param("afterOrders", instants(request.lines(), line -> claimOrder(after.get(line))))
                .param("afterRuns", array("uuid", request.lines(), line -> runId(after.get(line))))
                .param("maxBytes", MAX_INPUT_BYTES)
                .param("suspect", Release.SUSPECT_AFTER)
                .param("now", timestamp(now))
                .param("until", timestamp(until))
                .param("seenAt", seenAt == null ? null : timestamp(seenAt))
                .query(this::runRow)
                .list();
    }

    /** Finds what was claimed for this very poll before, and extends its leases: the answer is on its way once more. */
    List<RunRow> claimedFor(UUID namespaceId, UUID workerId, long requestId, Instant now, Instant until) {
        return jdbc.sql("""
                        WITH again AS (
                            UPDATE kagzi.run r SET lease_expires_at = greatest(r.lease_expires_at, :until)
                             WHERE r.namespace_id = :namespace AND r.worker_id = :worker AND r.lease_token IS NOT NULL
                               AND r.lease_expires_at > :now AND r.request_id = :request
                            RETURNING %s)
                        SELECT %s FROM again r ORDER BY r.claim_order, r.run_id
                        """.formatted(COLUMNS, COLUMNS))
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("request", requestId)
                .param("now", timestamp(now))
                .param("until", timestamp(until))
                .query(this::runRow)
                .list();
    }

    /** Notes polls of workers that were heard of; not of those whose row somebody else has just now. */
    List<Noted> note(Map<WorkerKey, Long> polls, Duration clockShift) {
        List<Map.Entry<WorkerKey, Long>> entries = List.copyOf(polls.entrySet());
        return jdbc.sql("""
                        WITH heard AS (
                            SELECT * FROM unnest(:namespaces, :workers, :requests) AS k (namespace_id, worker_id, newest)),
                        free AS (
                            SELECT w.namespace_id, w.worker_id, w.request_id, heard.newest
                              FROM heard JOIN kagzi.worker w USING (namespace_id, worker_id)
                             ORDER BY w.namespace_id, w.worker_id FOR UPDATE OF w SKIP LOCKED),
                        updated AS (
                            UPDATE kagzi.worker w SET last_seen_at = clock_timestamp() + make_interval(secs => :clockShift),
                                    request_id = greatest(free.request_id, free.newest) FROM free
                             WHERE w.namespace_id = free.namespace_id AND w.worker_id = free.worker_id)
                        SELECT namespace_id, worker_id, request_id FROM free
                        UNION ALL
                        SELECT namespace_id, worker_id, NULL FROM heard
                         WHERE NOT EXISTS (SELECT FROM kagzi.worker w
                                            WHERE w.namespace_id = heard.namespace_id AND w.worker_id = heard.worker_id)
                        """)
                .param(
                        "namespaces",
                        array("uuid", entries, poll -> poll.getKey().namespaceId()))
                .param("workers", array("uuid", entries, poll -> poll.getKey().workerId()))
                .param("requests", array("int8", entries, Map.Entry::getValue))
                .param("clockShift", clockShift.toMillis() / 1_000.0)
                .query((row, number) -> new Noted(worker(row, number), row.getObject("request_id", Long.class)))
                .list();
    }

    /** Of these lines, those that have a claimable run. */
    List<StoredName> withClaimable(List<StoredName> names) {
        return jdbc.sql("""
                        SELECT n.namespace_id, n.workflow FROM unnest(:namespaces, :workflows) AS n (namespace_id, workflow)
                         WHERE EXISTS (SELECT FROM kagzi.run r
                                        WHERE r.namespace_id = n.namespace_id AND r.workflow = n.workflow AND r.claimable)
                           AND NOT EXISTS (SELECT FROM kagzi.namespace d WHERE d.namespace_id = n.namespace_id AND d.disabled)
                        """)
                .param("namespaces", array("uuid", names, StoredName::namespaceId))
                .param("workflows", array("text", names, StoredName::workflow))
                .query((row, number) ->
                        new StoredName(row.getObject("namespace_id", UUID.class), row.getString("workflow")))
                .list();
    }

    /** All workers that were asked to take nothing more. */
    List<WorkerKey> draining() {
        return jdbc.sql("SELECT namespace_id, worker_id FROM kagzi.worker WHERE draining")
                .query(ClaimRepository::worker)
                .list();
    }

    private static WorkerKey worker(ResultSet row, int number) throws SQLException {
        return new WorkerKey(row.getObject("namespace_id", UUID.class), row.getObject("worker_id", UUID.class));
    }

    private RunRow runRow(ResultSet row, int number) throws SQLException {
        return new RunRow(
                row.getObject("run_id", UUID.class),
                row.getString("workflow"),
                row.getInt("version"),
                new LeaseToken(row.getLong("claim_number"), row.getObject("lease_token", UUID.class)),
                row.getInt("attempt"),
                row.getObject("max_attempts", Integer.class),
                Sql.instant(row, "deadline"),
                json.readTags(row.getString("tags")),
                row.getString("id"),
                Objects.requireNonNull(Sql.instant(row, "started_at"), "a claimed run has been started"),
                Sql.instant(row, "scheduled_at"),
                ending(row.getString("ending")),
                StoredPayload.read(
                        row.getBytes("input"),
                        row.getObject("input_made_for", UUID.class),
                        row.getBoolean("input_of_event")),
                row.getInt("steps") > 0,
                row.getInt("expired_claims") >= Release.SUSPECT_AFTER,
                row.getString("limit_key"),
                Objects.requireNonNull(Sql.instant(row, "claim_order"), "every run has a place in its line"),
                row.getString("traceparent"));
    }

    private static @Nullable Instant claimOrder(@Nullable Place place) {
        return place == null ? null : place.claimOrder();
    }

    private static @Nullable UUID runId(@Nullable Place place) {
        return place == null ? null : place.runId();
    }

    private static @Nullable RunStatus ending(@Nullable String name) {
        return name == null ? null : RunStatus.valueOf(name);
    }

    /**
     * A session as far as claims are concerned.
     *
     * @param readAt when its row was locked, by the database's clock
     */
    record SessionRow(long requestId, @Nullable UUID suspect, boolean isDraining, Instant readAt) {}

    /** @param before the newest poll the session's row spoke of before, or null where there is no open session */
    record Noted(WorkerKey worker, @Nullable Long before) {}

    /** The name a workflow's runs are stored under. */
    record StoredName(UUID namespaceId, String workflow) {}

    /** A claimed run as it is read back. */
    record RunRow(
            UUID runId,
            String workflow,
            int version,
            LeaseToken token,
            int attempt,
            @Nullable Integer maxAttempts,
            @Nullable Instant deadline,
            Map<String, String> tags,
            @Nullable String id,
            Instant startedAt,
            @Nullable Instant scheduledAt,
            @Nullable RunStatus ending,
            @Nullable Payload input,
            boolean hasSteps,
            boolean isSuspect,
            @Nullable String limitKey,
            Instant claimOrder,
            @Nullable String traceparent) {

        boolean isFirstClaim() {
            return token.claim() == 1;
        }
    }
}
