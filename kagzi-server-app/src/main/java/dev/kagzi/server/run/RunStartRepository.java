package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.instants;

import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.run.NewRun.EventPosition;
import dev.kagzi.server.run.WaitingWorkers.FirstClaim;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Stores new runs, many at once, and keeps who holds which id. */
@Repository
class RunStartRepository {

    private static final RunRow RUN = new RunRow();

    private final JdbcClient jdbc;
    private final Json json;

    RunStartRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** An id under a name of its workflow. */
    record IdKey(String workflow, String id) {}

    /**
     * An id that goes to another run.
     *
     * @param key the name it is stored under, which may be an old one
     */
    record IdMove(IdKey key, UUID from, UUID to) {}

    /** The runs that hold these ids. */
    Map<IdKey, Run> holders(UUID namespaceId, Collection<IdKey> keys) {
        Map<IdKey, Run> holders = new HashMap<>();
        jdbc.sql("SELECT k.workflow AS held_workflow, k.id AS held_id, " + RunRow.WHOLE + """
                        FROM unnest(:workflows, :ids) AS k (workflow, id)
                        JOIN kagzi.run_id_claim c
                          ON c.namespace_id = :namespace AND c.workflow = k.workflow AND c.id = k.id
                        JOIN kagzi.run r ON r.namespace_id = c.namespace_id AND r.run_id = c.run_id
                        """ + RunRow.WAIT)
                .param("namespace", namespaceId)
                .param("workflows", array("text", keys, IdKey::workflow))
                .param("ids", array("text", keys, IdKey::id))
                .query(row -> {
                    IdKey key = new IdKey(row.getString("held_workflow"), row.getString("held_id"));
                    holders.put(key, RUN.mapRow(row, 0));
                });
        return holders;
    }

    /**
     * The runs that were stored.
     *
     * @param claimed those of them that were stored under the claim they were given
     */
    record Inserted(Set<UUID> stored, Set<UUID> claimed) {}

    /** Stores those whose runId is free, each with the first row of its history, and says which they are. */
    Set<UUID> insert(UUID namespaceId, Collection<NewRun> runs) {
        return insert(namespaceId, runs, Map.of()).stored();
    }

    /** @param claims the claims of runs that are handed over; the others wait in line, as all do while limits are being changed */
    Inserted insert(UUID namespaceId, Collection<NewRun> runs, Map<UUID, FirstClaim> claims) {
        StatementSpec insert = jdbc.sql("""
                        WITH n AS MATERIALIZED (
                            SELECT u.*, u.worker_id IS NOT NULL AND NOT EXISTS (
                                   SELECT FROM kagzi.workflow_limit w
                                    WHERE w.namespace_id = :namespace AND w.workflow = u.workflow AND w.settling IS NOT NULL) AS claimed
                              -- By a query, so that nobody knows how many they are: else it is planned anew for each number of them.
                              FROM unnest((SELECT :runs::uuid[]), :workflows, :versions, :ids, :priorities, :maxAttempts, :claimOrders, :dueAts,
                                          :deadlines, :timeouts, :restartOfs, :tags, :createdAts, :availableAts, :inputs, :hashes,
                                          :madeFors, :ofEvents, :parents, :schedules, :scheduledAts, :eventsAfterAts,
                                          :eventsAfterIds, :limitKeys, :workers, :requests, :claimVersions, :leaseTokens, :leaseEnds,
                                          :traceparents, :tracesOf)
                                   AS u (run_id, workflow, version, id, priority, max_attempts, claim_order, due_at, deadline,
                                         timeout_ms, restart_of, tags, created_at, available_at, input, input_hash, input_made_for,
                                         input_of_event, parent_run_id, schedule_id, scheduled_at, events_after_at, events_after_id,
                                         limit_key, worker_id, request_id, claim_version, lease_token, lease_expires_at,
                                         traceparent, trace_of)),
                        inserted AS (
                            INSERT INTO kagzi.run (namespace_id, run_id, workflow, version, id, status, priority, max_attempts,
                                   claim_order, claimable, due_at, deadline, timeout_ms, restart_of, steps, transitions, tags,
                                   created_at, available_at, input, input_hash, input_made_for, input_of_event, parent_run_id, awaited,
                                   schedule_id, scheduled_at, events_after_at, events_after_id, limit_key, held_back,
                                   worker_id, claim_number, lease_token, lease_expires_at, request_id, started_at, traceparent)
                            SELECT :namespace, n.run_id, n.workflow, CASE WHEN n.claimed THEN n.claim_version ELSE n.version END, n.id,
                                   CASE WHEN n.claimed THEN 'RUNNING' ELSE 'PENDING' END, n.priority, n.max_attempts,
                                   n.claim_order, NOT n.claimed AND n.due_at IS NULL AND n.limit_key IS NULL, n.due_at, n.deadline, n.timeout_ms,
                                   n.restart_of, 0, 1 + n.claimed::int,
                                   n.tags::jsonb, n.created_at, n.available_at, n.input, n.input_hash, n.input_made_for, n.input_of_event,
                                   n.parent_run_id, n.parent_run_id IS NOT NULL, n.schedule_id, n.scheduled_at, n.events_after_at,
                                   n.events_after_id, n.limit_key, n.due_at IS NULL AND n.limit_key IS NOT NULL,
                                   CASE WHEN n.claimed THEN n.worker_id END, n.claimed::int,
                                   CASE WHEN n.claimed THEN n.lease_token END, CASE WHEN n.claimed THEN n.lease_expires_at END,
                                   CASE WHEN n.claimed THEN n.request_id END, CASE WHEN n.claimed THEN n.created_at END,
                                   CASE WHEN n.trace_of IS NULL THEN n.traceparent ELSE (
                                       SELECT t.traceparent FROM kagzi.run t
                                        WHERE t.namespace_id = :namespace AND t.run_id = n.trace_of) END
                            FROM n
                            -- One order for everybody, so that two servers with the same runs wait for each other one way only.
                            ORDER BY n.run_id
                            ON CONFLICT (namespace_id, run_id) DO NOTHING
                            RETURNING run_id, created_at, tags, parent_run_id, schedule_id, claim_number),
                        tagged AS (
                            INSERT INTO kagzi.run_tag (namespace_id, run_id, name, value, created_at)
                            SELECT :namespace, i.run_id, t.key, t.value, i.created_at
                              FROM inserted i CROSS JOIN LATERAL jsonb_each_text(i.tags) t WHERE i.tags <> '{}')
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, at)
                        SELECT :namespace, run_id, 1, '', 'PENDING', 0,
                               CASE WHEN parent_run_id IS NOT NULL THEN 'WORKER' WHEN schedule_id IS NOT NULL THEN 'SERVER'
                                    ELSE 'CLIENT' END,
                               created_at
                          FROM inserted
                        UNION ALL
                        SELECT :namespace, run_id, 2, 'PENDING', 'RUNNING', claim_number, 'WORKER', created_at
                          FROM inserted WHERE claim_number > 0
                        RETURNING run_id, claim_number > 0 AS is_claim
                        """);
        Inserted inserted = new Inserted(new HashSet<>(), new HashSet<>());
        columns(insert, runs, claims).param("namespace", namespaceId).query(row -> {
            UUID runId = row.getObject("run_id", UUID.class);
            inserted.stored().add(runId);
            if (row.getBoolean("is_claim")) {
                inserted.claimed().add(runId);
            }
        });
        return inserted;
    }

    private StatementSpec columns(StatementSpec insert, Collection<NewRun> runs, Map<UUID, FirstClaim> claims) {
        List<@Nullable FirstClaim> given =
                runs.stream().map(run -> claims.get(run.runId())).collect(Collectors.toList());
        return insert.param("workers", array("uuid", given, claim -> claim == null ? null : claim.workerId()))
                .param("requests", array("int8", given, claim -> claim == null ? null : claim.requestId()))
                .param("claimVersions", array("int4", given, claim -> claim == null ? null : claim.version()))
                .param("leaseTokens", array("uuid", given, claim -> claim == null ? null : claim.leaseToken()))
                .param("leaseEnds", instants(given, claim -> claim == null ? null : claim.leaseExpiresAt()))
                .param(
                        "traceparents",
                        array("text", runs, run -> run.origin().trace().traceparent()))
                .param(
                        "tracesOf",
                        array("uuid", runs, run -> run.origin().trace().ofRun()))
                .param("runs", array("uuid", runs, NewRun::runId))
                .param("workflows", array("text", runs, NewRun::workflow))
                .param("versions", array("int4", runs, NewRun::version))
                .param("ids", array("text", runs, NewRun::id))
                .param("priorities", array("int4", runs, NewRun::priority))
                .param("maxAttempts", array("int4", runs, NewRun::maxAttempts))
                .param("claimOrders", instants(runs, NewRun::claimOrder))
                .param("dueAts", instants(runs, NewRun::dueAt))
                .param("deadlines", instants(runs, NewRun::deadline))
                .param("timeouts", array("int8", runs, run -> millis(run.timeout())))
                .param("restartOfs", array("uuid", runs, run -> run.origin().restartOf()))
                .param("parents", array("uuid", runs, run -> run.origin().parentRunId()))
                .param("schedules", array("text", runs, run -> run.origin().scheduleId()))
                .param("scheduledAts", instants(runs, run -> run.origin().scheduledAt()))
                .param("eventsAfterAts", instants(runs, run -> {
                    EventPosition after = run.origin().eventsAfter();
                    return after == null ? null : after.acceptedAt();
                }))
                .param("eventsAfterIds", array("uuid", runs, run -> {
                    EventPosition after = run.origin().eventsAfter();
                    return after == null ? null : after.eventId();
                }))
                .param("limitKeys", array("text", runs, NewRun::limitKey))
                .param("ofEvents", array("bool", runs, run -> run.input().isOfEvent()))
                .param("tags", array("text", runs, run -> text(run.tags())))
                .param("createdAts", instants(runs, run -> run.schedule().createdAt()))
                .param("availableAts", instants(runs, run -> run.schedule().availableAt()))
                .param(
                        "inputs",
                        byteArrays(runs, run -> StoredPayload.bytes(run.input().payload())))
                .param("hashes", byteArrays(runs, run -> run.input().hash()))
                .param("madeFors", array("uuid", runs, run -> run.input().madeFor()));
    }

    /** Gives the runs their ids, where nobody holds them; says which runs got theirs. */
    Set<UUID> claimIds(UUID namespaceId, Collection<NewRun> runs) {
        return new HashSet<>(jdbc.sql("""
                        INSERT INTO kagzi.run_id_claim (namespace_id, workflow, id, run_id)
                        SELECT :namespace, n.workflow, n.id, n.run_id
                        FROM unnest(:workflows, :ids, :runs) AS n (workflow, id, run_id)
                        ORDER BY n.workflow, n.id
                        ON CONFLICT (namespace_id, workflow, id) DO NOTHING
                        RETURNING run_id
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", runs, NewRun::workflow))
                .param("ids", array("text", runs, NewRun::id))
                .param("runs", array("uuid", runs, NewRun::runId))
                .query(UUID.class)
                .list());
    }

    /** Moves the ids that are still held by {@code from}; says which runs got theirs. */
    Set<UUID> moveIds(UUID namespaceId, Collection<IdMove> moves) {
        return new HashSet<>(jdbc.sql("""
                        UPDATE kagzi.run_id_claim c SET run_id = m.to_run
                        FROM unnest(:workflows, :ids, :froms, :tos) AS m (workflow, id, from_run, to_run)
                        WHERE c.namespace_id = :namespace AND c.workflow = m.workflow AND c.id = m.id
                          AND c.run_id = m.from_run
                        RETURNING c.run_id
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", moves, move -> move.key().workflow()))
                .param("ids", array("text", moves, move -> move.key().id()))
                .param("froms", array("uuid", moves, IdMove::from))
                .param("tos", array("uuid", moves, IdMove::to))
                .query(UUID.class)
                .list());
    }

    private String text(Map<String, String> tags) {
        return new String(Objects.requireNonNull(json.write(tags)), StandardCharsets.UTF_8);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
