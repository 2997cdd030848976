package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Changes runs on a client's behalf. Callers hold the lock of the run's row and have checked its status. */
@Repository
class RunChangeRepository {

    private final JdbcClient jdbc;

    RunChangeRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Ends runs and their claims in one go. */
    void cancel(UUID namespaceId, List<Run> runs, @Nullable String reason, Instant now) {
        jdbc.sql("""
                        WITH cancelled AS (
                            UPDATE kagzi.run r
                               SET status = 'CANCELLED', claimable = false, held_back = false, due_at = NULL, finished_at = :now,
                                   claim_ended = CASE WHEN lease_token IS NULL THEN claim_ended ELSE 'CANCELLED' END,
                                   lease_token = NULL, lease_expires_at = NULL, has_resolved = false,
                                   transitions = transitions + 1
                              FROM unnest(:runs, :from) AS u (run_id, from_status)
                             WHERE r.namespace_id = :namespace AND r.run_id = u.run_id
                            RETURNING r.namespace_id, r.run_id, r.transitions, u.from_status, r.claim_number)
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor,
                               reason, at)
                        SELECT namespace_id, run_id, transitions, from_status, 'CANCELLED', claim_number, 'CLIENT', :reason, :now
                          FROM cancelled
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runs, Run::runId))
                .param("from", array("text", runs, run -> run.status().name()))
                .param("reason", reason)
                .param("now", timestamp(now))
                .update();
    }

    /** Ends the claims of runs, and lets them stand in line for their compensations. */
    void undo(UUID namespaceId, List<Run> runs, @Nullable String reason, Instant now) {
        jdbc.sql("""
                        WITH cancelled AS (
                            UPDATE kagzi.run r
                               SET status = 'PENDING', claimable = limit_key IS NULL OR claimable OR lease_token IS NOT NULL,
                                   held_back = NOT (limit_key IS NULL OR claimable OR lease_token IS NOT NULL),
                                   due_at = NULL, ending = 'CANCELLED',
                                   ending_failure = failure, failure = NULL, expired_claims = 0,
                                   claim_ended = CASE WHEN lease_token IS NULL THEN claim_ended ELSE 'CANCELLED' END,
                                   lease_token = NULL, lease_expires_at = NULL, has_resolved = false,
                                   transitions = transitions + 1
                              FROM unnest(:runs, :from) AS u (run_id, from_status)
                             WHERE r.namespace_id = :namespace AND r.run_id = u.run_id
                            RETURNING r.namespace_id, r.run_id, r.transitions, u.from_status, r.claim_number)
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor,
                               reason, at)
                        SELECT namespace_id, run_id, transitions, from_status, 'PENDING', claim_number, 'CLIENT',
                               concat_ws(': ', 'CANCELLED', CAST(:reason AS text)), :now
                          FROM cancelled
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runs, Run::runId))
                .param("from", array("text", runs, run -> run.status().name()))
                .param("reason", reason)
                .param("now", timestamp(now))
                .update();
    }

    /**
     * Lets the run go on: what ended it moves to its history, and a deadline begins anew.
     *
     * @param limitKey what its limits go by; null where its workflow has none
     */
    void retry(Run run, @Nullable String limitKey, Instant now) {
        jdbc.sql("""
                        WITH retried AS (
                            UPDATE kagzi.run
                               SET status = 'PENDING', claimable = CAST(:limitKey AS text) IS NULL, held_back = CAST(:limitKey AS text) IS NOT NULL,
                                   limit_key = :limitKey, due_at = NULL, finished_at = NULL, failure = NULL,
                                   attempt = attempt + 1, expired_claims = 0, has_resolved = false,
                                   available_at = :now, claim_order = :claimOrder,
                                   deadline = CAST(:now AS timestamptz) + timeout_ms * interval '1 ms',
                                   transitions = transitions + 1
                             WHERE namespace_id = :namespace AND run_id = :run
                            RETURNING namespace_id, run_id, transitions, claim_number)
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor,
                               reason, failure, at)
                        SELECT namespace_id, run_id, transitions, :from, 'PENDING', claim_number, 'CLIENT', 'RETRIED', :failure,
                               :now
                          FROM retried
                        """)
                .param("namespace", run.namespaceId())
                .param("run", run.runId())
                .param("from", run.status().name())
                .param("limitKey", limitKey)
                .param("failure", run.payloads().failure())
                .param("claimOrder", timestamp(NewRun.claimOrder(now, run.priority())))
                .param("now", timestamp(now))
                .update();
    }
}
