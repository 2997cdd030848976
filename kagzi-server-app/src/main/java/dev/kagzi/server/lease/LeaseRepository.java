package dev.kagzi.server.lease;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.run.Actor;
import dev.kagzi.server.run.TransitionLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The rows of runs as far as claims are concerned: locked, changed by reports, and given a history. */
@Repository
class LeaseRepository {

    private static final String HISTORY = """
            INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, reason, at)
            SELECT :namespace, h.*, :now FROM unnest(:moved, :seqs, :from, :to, :claims, :actors, :reasons) AS h
            """;

    private final JdbcClient jdbc;
    private final Json json;
    private final LockedRunRow lockedRun;

    LeaseRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
        this.lockedRun = new LockedRunRow(json);
    }

    /**
     * Runs whose rows are locked.
     *
     * @param readAt a moment after that by the database's clock, or null where there are none
     */
    record Locked(Map<UUID, LockedRun> runs, @Nullable Instant readAt) {}

    Locked lock(UUID namespaceId, Collection<UUID> runIds) {
        Map<UUID, LockedRun> runs = new HashMap<>();
        List<Instant> read = new ArrayList<>();
        lockRows(namespaceId, runIds).query(row -> {
            LockedRun run = lockedRun.mapRow(row, runs.size());
            runs.put(run.runId(), run);
            read.add(Objects.requireNonNull(Sql.instant(row, "read_at"), "the clock always says something"));
        });
        return new Locked(runs, read.isEmpty() ? null : Collections.max(read));
    }

    /** One alone is found by a statement that is planned once; for arrays PostgreSQL plans each time. */
    private StatementSpec lockRows(UUID namespaceId, Collection<UUID> runIds) {
        boolean isOne = runIds.size() == 1;
        StatementSpec statement =
                jdbc.sql("""
                WITH locked AS (
                    SELECT %s FROM kagzi.run WHERE namespace_id = :namespace AND run_id %s FOR UPDATE)
                -- Read with the rows in hand: they may have been waited for.
                SELECT locked.*, clock_timestamp() AS read_at FROM locked
                """.formatted(LockedRunRow.COLUMNS, isOne ? "= :run" : "= ANY (:runs) ORDER BY run_id"));
        return (isOne
                        ? statement.param("run", runIds.iterator().next())
                        : statement.param("runs", array("uuid", runIds)))
                .param("namespace", namespaceId);
    }

    /** Writes what reports made of these runs, and the history of those that have another status now. */
    void save(UUID namespaceId, List<RunChange> changes, Instant now) {
        write(changes, RunChange.Kind.STEPS, found -> count(namespaceId, found));
        write(changes, RunChange.Kind.COMPLETION, found -> complete(namespaceId, found, now));
        write(changes, RunChange.Kind.OTHER, found -> update(namespaceId, found, now));
        List<RunChange> tagged =
                changes.stream().filter(change -> !change.tags().isEmpty()).toList();
        if (!tagged.isEmpty()) {
            saveTags(namespaceId, tagged);
        }
    }

    /** The frequent kinds have statements of their own, since each column of the full one costs something for each run. */
    private static void write(List<RunChange> changes, RunChange.Kind kind, Consumer<List<RunChange>> statement) {
        List<RunChange> found =
                changes.stream().filter(change -> change.kind() == kind).toList();
        if (!found.isEmpty()) {
            statement.accept(found);
        }
    }

    private void count(UUID namespaceId, List<RunChange> changes) {
        jdbc.sql("""
                        UPDATE kagzi.run r
                           SET steps = r.steps + u.new_steps, expired_claims = CASE WHEN u.outcome THEN 0 ELSE r.expired_claims END
                          -- By a query, so that nobody knows how many they are: else it is planned anew each time.
                          FROM unnest((SELECT :runs::uuid[]), :secrets, :newSteps, :outcomes) AS u (run_id, lease_token, new_steps, outcome)
                         WHERE r.namespace_id = :namespace AND r.run_id = u.run_id AND r.lease_token = u.lease_token
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", changes, change -> change.run().runId()))
                .param("secrets", array("uuid", changes, change -> change.run().leaseSecret()))
                .param(
                        "newSteps",
                        array("int4", changes, change -> change.newSteps().size()))
                .param("outcomes", array("bool", changes, RunChange::hasOutcome))
                .update();
    }

    /** Two statements that travel together. */
    private void complete(UUID namespaceId, List<RunChange> changes, Instant now) {
        StatementSpec statement = jdbc.sql("""
                        UPDATE kagzi.run r
                           SET status = 'COMPLETED', due_at = NULL, has_resolved = false, steps = r.steps + u.new_steps,
                               expired_claims = 0, output = u.output, claim_ended = 'COMPLETED', lease_token = NULL,
                               lease_expires_at = NULL, transitions = r.transitions + 1, finished_at = :now
                          -- By a query, so that nobody knows how many they are: else it is planned anew each time.
                          FROM unnest((SELECT :runs::uuid[]), :secrets, :newSteps, :outputs) AS u (run_id, lease_token, new_steps, output)
                         WHERE r.namespace_id = :namespace AND r.run_id = u.run_id AND r.lease_token = u.lease_token
                        ;""" + HISTORY)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("runs", array("uuid", changes, change -> change.run().runId()))
                .param("secrets", array("uuid", changes, change -> change.run().leaseSecret()))
                .param(
                        "newSteps",
                        array("int4", changes, change -> change.newSteps().size()))
                .param("outputs", byteArrays(changes, change -> StoredPayload.bytes(change.output())));
        withHistory(statement, namespaceId, moves(changes)).update();
    }

    /** Two statements that travel together. */
    private void update(UUID namespaceId, List<RunChange> changes, Instant now) {
        List<Transition> moves = moves(changes);
        StatementSpec statement = jdbc.sql("""
                        UPDATE kagzi.run r
                           SET status = u.status, claimable = u.status = 'PENDING', due_at = u.due_at, has_resolved = u.has_resolved,
                               steps = r.steps + u.new_steps, expired_claims = CASE WHEN u.outcome THEN 0 ELSE r.expired_claims END,
                               progress = coalesce(u.progress, r.progress),
                               tags = CASE WHEN u.tags IS NULL THEN r.tags ELSE r.tags || u.tags::jsonb END,
                               output = u.output, failure = u.failure, claim_ended = u.claim_ended,
                               lease_token = CASE WHEN u.claim_ended IS NULL THEN r.lease_token END,
                               lease_expires_at = CASE WHEN u.claim_ended IS NULL THEN r.lease_expires_at END,
                               transitions = r.transitions + (u.claim_ended IS NOT NULL)::int,
                               awaits_events = r.awaits_events OR u.awaits_events,
                               has_branches = r.has_branches OR u.has_branches,
                               compensable = u.compensable, ending = coalesce(u.ending, r.ending),
                               ending_failure = coalesce(u.ending_failure, r.ending_failure),
                               finished_at = CASE WHEN u.status IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN :now END
                          -- By a query, so that nobody knows how many they are: else it is planned anew each time.
                          FROM unnest((SELECT :runs::uuid[]), :secrets, :statuses, :due, :resolved, :newSteps, :outcomes, :progress, :tags, :outputs,
                                      :failures, :ends, :awaitsEvents, :hasBranches, :compensable, :endings, :endingFailures)
                               AS u (run_id, lease_token, status, due_at, has_resolved, new_steps, outcome, progress, tags, output,
                                     failure, claim_ended, awaits_events, has_branches, compensable, ending, ending_failure)
                         WHERE r.namespace_id = :namespace AND r.run_id = u.run_id AND r.lease_token = u.lease_token
                        """ + (moves.isEmpty() ? "" : ";" + HISTORY))
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("runs", array("uuid", changes, change -> change.run().runId()))
                .param("secrets", array("uuid", changes, change -> change.run().leaseSecret()))
                .param(
                        "statuses",
                        array("text", changes, change -> change.status().name()))
                .param("due", instants(changes, RunChange::dueAt))
                .param("resolved", array("bool", changes, RunChange::hasResolved))
                .param(
                        "newSteps",
                        array("int4", changes, change -> change.newSteps().size()))
                .param("outcomes", array("bool", changes, RunChange::hasOutcome))
                .param("progress", byteArrays(changes, change -> StoredPayload.bytes(change.progress())))
                .param(
                        "tags",
                        array("text", changes, change -> change.tags().isEmpty() ? null : json.text(change.tags())))
                .param("outputs", byteArrays(changes, change -> StoredPayload.bytes(change.output())))
                .param("failures", byteArrays(changes, change -> json.write(change.failure())))
                .param("ends", array("text", changes, change -> nameOf(change.claimEnd())))
                .param(
                        "awaitsEvents",
                        array(
                                "bool",
                                changes,
                                change -> !change.effects().waits().isEmpty()))
                .param("hasBranches", array("bool", changes, RunChange::touchesBranches))
                .param("compensable", array("bool", changes, RunChange::isCompensable))
                .param("endings", array("text", changes, change -> nameOf(endingOf(change, RunEnding::as))))
                .param(
                        "endingFailures",
                        byteArrays(changes, change -> json.write(endingOf(change, RunEnding::failure))));
        withHistory(statement, namespaceId, moves).update();
    }

    private static List<Transition> moves(List<RunChange> changes) {
        return changes.stream()
                .filter(change -> change.claimEnd() != null)
                .map(change ->
                        new Transition(change.run(), change.status(), Actor.WORKER, String.valueOf(change.claimEnd())))
                .toList();
    }

    /** Keeps the lists by tag up to date with the tags of the runs. */
    private void saveTags(UUID namespaceId, List<RunChange> changes) {
        jdbc.sql("""
                        INSERT INTO kagzi.run_tag (namespace_id, run_id, name, value, created_at)
                        SELECT :namespace, r.run_id, t.key, t.value, r.created_at
                          FROM unnest(:runs, :tags) AS u (run_id, tags)
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = u.run_id
                         CROSS JOIN LATERAL jsonb_each_text(u.tags::jsonb) t
                        ON CONFLICT (namespace_id, run_id, name) DO UPDATE SET value = excluded.value
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", changes, change -> change.run().runId()))
                .param("tags", array("text", changes, change -> json.text(change.tags())))
                .update();
    }

    void addHistory(UUID namespaceId, List<Transition> transitions, Instant now) {
        StatementSpec statement =
                jdbc.sql(HISTORY).param("namespace", namespaceId).param("now", timestamp(now));
        withHistory(statement, namespaceId, transitions).update();
    }

    /** Gives {@link #HISTORY} its rows. */
    private static StatementSpec withHistory(StatementSpec statement, UUID namespaceId, List<Transition> moves) {
        moves.forEach(t -> TransitionLog.changed(
                namespaceId, t.run().runId(), t.run().workflow(), t.run().status(), t.to(), t.reason()));
        return statement
                .param("moved", array("uuid", moves, t -> t.run().runId()))
                .param("seqs", array("int4", moves, t -> t.run().transitions() + 1))
                .param("from", array("text", moves, t -> t.run().status().name()))
                .param("to", array("text", moves, t -> t.to().name()))
                .param("claims", array("int8", moves, t -> t.run().claim()))
                .param("actors", array("text", moves, t -> t.actor().name()))
                .param("reasons", array("text", moves, Transition::reason));
    }

    /** Of these runs, those whose last claim was this worker's and was ended by somebody else. */
    List<EndedClaim> endedClaims(UUID namespaceId, UUID workerId, Collection<UUID> runIds) {
        return runIds.isEmpty()
                ? List.of()
                : jdbc.sql("""
                                SELECT run_id, claim_number FROM kagzi.run
                                WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND worker_id = :worker
                                  AND claim_ended IN ('CANCELLED', 'TIMED_OUT')
                                """)
                        .param("namespace", namespaceId)
                        .param("worker", workerId)
                        .param("runs", array("uuid", runIds))
                        .query((row, number) ->
                                new EndedClaim(row.getObject("run_id", UUID.class), row.getLong("claim_number")))
                        .list();
    }

    private static <T> @Nullable T endingOf(RunChange change, Function<RunEnding, @Nullable T> part) {
        return change.begun() == null ? null : part.apply(change.begun());
    }

    private static @Nullable String nameOf(@Nullable Enum<?> value) {
        return value == null ? null : value.name();
    }
}
