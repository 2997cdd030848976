package dev.kagzi.server.due;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.limit.StandingRow;
import dev.kagzi.server.run.Actor;
import dev.kagzi.server.run.RunTransitions;
import dev.kagzi.server.run.TransitionLog;
import dev.kagzi.server.wake.WakeableRun;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class DueRepository {

    private static final RowMapper<DueRun> DUE_RUN = (row, number) -> new DueRun(
            new WakeableRun(
                    row.getObject("run_id", UUID.class),
                    row.getString("workflow"),
                    RunStatus.valueOf(row.getString("status")),
                    row.getLong("claim_number"),
                    row.getObject("worker_id", UUID.class),
                    row.getInt("transitions"),
                    StandingRow.read(row)),
            row.getBoolean("awaited"),
            row.getBoolean("compensable"),
            Objects.requireNonNull(Sql.instant(row, "due_at")));

    /**
     * What is held may finish in a disabled namespace, too. By an array and not by a join, so that runs are read in the order of the
     * index, whatever the planner believes.
     */
    private static final String ENABLED =
            "(namespace_id <> ALL (ARRAY(SELECT namespace_id FROM kagzi.namespace WHERE disabled)) OR lease_token IS NOT NULL)";

    private static final String OPEN = "finished_at IS NULL AND ending IS NULL";

    private static final String NEXT_DUE =
            "SELECT min(due_at) AS due_at FROM kagzi.run WHERE due_at IS NOT NULL AND " + ENABLED;

    static final String IS_ANY_DUE_SOON = "(" + NEXT_DUE + ") <= clock.soon";

    static final String IS_ANY_PAST_DEADLINE =
            "(SELECT min(deadline) FROM kagzi.run WHERE deadline IS NOT NULL AND " + OPEN + ") <= clock.now";

    private final JdbcClient jdbc;
    private final Json json;

    DueRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The nearest instant at which anything is due, in any namespace. */
    Optional<Instant> nextDue() {
        return jdbc.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(Sql.instant(row, "due_at")))
                .single();
    }

    /** Runs that are due, oldest first, by namespace. */
    Map<UUID, List<UUID>> due(Instant now, int limit) {
        return byNamespace("""
                SELECT namespace_id, run_id FROM kagzi.run WHERE due_at <= :now AND %s ORDER BY due_at LIMIT :limit
                """.formatted(ENABLED), now, limit);
    }

    /** Runs past their deadline, oldest first, by namespace. */
    Map<UUID, List<UUID>> pastDeadline(Instant now, int limit) {
        return byNamespace("""
                SELECT namespace_id, run_id FROM kagzi.run WHERE deadline <= :now AND %s ORDER BY deadline LIMIT :limit
                """.formatted(OPEN), now, limit);
    }

    private Map<UUID, List<UUID>> byNamespace(String sql, Instant now, int limit) {
        Map<UUID, List<UUID>> runs = new LinkedHashMap<>();
        jdbc.sql(sql).param("now", timestamp(now)).param("limit", limit).query(row -> {
            runs.computeIfAbsent(row.getObject("namespace_id", UUID.class), id -> new java.util.ArrayList<>())
                    .add(row.getObject("run_id", UUID.class));
        });
        return runs;
    }

    /** Locks those that are still due; what somebody else works on is left to him. */
    List<DueRun> lockDue(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        return jdbc.sql("""
                        SELECT run_id, workflow, status, claim_number, worker_id, transitions, awaited, compensable, due_at,
                               %s
                          FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND due_at <= :now
                        ORDER BY run_id FOR UPDATE SKIP LOCKED
                        """.formatted(StandingRow.COLUMNS))
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .query(DUE_RUN)
                .list();
    }

    List<DueRun> lockPastDeadline(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        return jdbc.sql("""
                        SELECT run_id, workflow, status, claim_number, worker_id, transitions, awaited, compensable, deadline AS due_at,
                               %s
                          FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND deadline <= :now AND finished_at IS NULL
                          AND ending IS NULL
                        ORDER BY run_id FOR UPDATE SKIP LOCKED
                        """.formatted(StandingRow.COLUMNS))
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .query(DUE_RUN)
                .list();
    }

    void timeOut(UUID namespaceId, List<DueRun> runs, Failure failure, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.run
                           SET status = 'FAILED', failure = :failure, finished_at = :now, claimable = false, held_back = false,
                               due_at = NULL,
                               has_resolved = false, transitions = transitions + 1, lease_expires_at = NULL,
                               claim_ended = CASE WHEN lease_token IS NULL THEN claim_ended ELSE 'TIMED_OUT' END, lease_token = NULL
                         WHERE namespace_id = :namespace AND run_id = ANY (:runs)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runs, run -> run.run().runId()))
                .param("failure", Objects.requireNonNull(json.write(failure)))
                .param("now", timestamp(now))
                .update();
    }

    /** Ends the claims of runs, and lets them stand in line for their compensations. */
    void undo(UUID namespaceId, List<DueRun> runs, Failure failure) {
        jdbc.sql("""
                        UPDATE kagzi.run
                           SET status = 'PENDING', ending = 'FAILED', ending_failure = :failure, failure = NULL,
                               claimable = limit_key IS NULL OR claimable OR lease_token IS NOT NULL,
                               held_back = NOT (limit_key IS NULL OR claimable OR lease_token IS NOT NULL),
                               due_at = NULL, has_resolved = false, expired_claims = 0, transitions = transitions + 1,
                               lease_expires_at = NULL,
                               claim_ended = CASE WHEN lease_token IS NULL THEN claim_ended ELSE 'TIMED_OUT' END, lease_token = NULL
                         WHERE namespace_id = :namespace AND run_id = ANY (:runs)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runs, run -> run.run().runId()))
                .param("failure", Objects.requireNonNull(json.write(failure)))
                .update();
    }

    void addHistory(UUID namespaceId, List<WakeableRun> runs, RunStatus to, String reason, Instant now) {
        for (WakeableRun run : runs) {
            RunTransitions.require(run.status(), to, Actor.SERVER);
            TransitionLog.changed(namespaceId, run.runId(), run.workflow(), run.status(), to, reason);
        }
        jdbc.sql("""
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, reason, at)
                        SELECT :namespace, h.run_id, h.seq, h.from_status, :to, h.claim_number, 'SERVER', :reason, :now
                          FROM unnest(:runs, :seqs, :from, :claims) AS h (run_id, seq, from_status, claim_number)
                        """)
                .param("namespace", namespaceId)
                .param("to", to.name())
                .param("reason", reason)
                .param("now", timestamp(now))
                .param("runs", array("uuid", runs, WakeableRun::runId))
                .param("seqs", array("int4", runs, run -> run.transitions() + 1))
                .param("from", array("text", runs, run -> run.status().name()))
                .param("claims", array("int8", runs, WakeableRun::claim))
                .update();
    }
}
