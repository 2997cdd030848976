package dev.kagzi.server.wake;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.limit.StandingRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class WakeRepository {

    private final JdbcClient jdbc;

    WakeRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<WakeableRun> lock(UUID namespaceId, Collection<UUID> runIds) {
        return jdbc.sql("""
                        SELECT run_id, workflow, status, claim_number, worker_id, transitions, %s FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs)
                        ORDER BY run_id FOR UPDATE
                        """.formatted(StandingRow.COLUMNS))
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query((row, number) -> new WakeableRun(
                        row.getObject("run_id", UUID.class),
                        row.getString("workflow"),
                        RunStatus.valueOf(row.getString("status")),
                        row.getLong("claim_number"),
                        row.getObject("worker_id", UUID.class),
                        row.getInt("transitions"),
                        StandingRow.read(row)))
                .list();
    }

    /**
     * Lets runs that wait stand in line, and marks those that are held.
     *
     * @param nextDue nearest end of a wait that is still open, per run that has one
     * @param byClock whether it is the end of a pause in line, too, that has come
     */
    void wake(UUID namespaceId, Collection<WakeableRun> runs, Map<UUID, Instant> nextDue, boolean byClock) {
        jdbc.sql("""
                        UPDATE kagzi.run r
                           -- Who stands aside in line, for its start time or after a crash, does so until then.
                           SET due_at = CASE WHEN r.status = 'PENDING' AND NOT r.claimable AND NOT r.held_back AND NOT :byClock
                                             THEN r.due_at ELSE u.due_at END,
                               status = CASE r.status WHEN 'WAITING' THEN 'PENDING' ELSE r.status END,
                               claimable = r.claimable OR r.limit_key IS NULL
                                           AND (r.status = 'WAITING' OR r.status = 'PENDING' AND :byClock),
                               held_back = r.held_back OR r.limit_key IS NOT NULL AND NOT r.claimable
                                           AND (r.status = 'WAITING' OR r.status = 'PENDING' AND :byClock),
                               has_resolved = r.status = 'RUNNING',
                               transitions = r.transitions + (r.status = 'WAITING')::int
                          FROM unnest(:runs, :due) AS u (run_id, due_at)
                         WHERE r.namespace_id = :namespace AND r.run_id = u.run_id
                        """)
                .param("namespace", namespaceId)
                .param("byClock", byClock)
                .param("runs", array("uuid", runs, WakeableRun::runId))
                .param("due", instants(runs, run -> nextDue.get(run.runId())))
                .update();
    }

    void addHistory(UUID namespaceId, Collection<WakeableRun> runs, Instant now) {
        jdbc.sql("""
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, reason, at)
                        SELECT :namespace, h.run_id, h.seq, 'WAITING', 'PENDING', h.claim_number, 'SERVER', 'WOKEN', :now
                          FROM unnest(:runs, :seqs, :claims) AS h (run_id, seq, claim_number)
                        """)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("runs", array("uuid", runs, WakeableRun::runId))
                .param("seqs", array("int4", runs, run -> run.transitions() + 1))
                .param("claims", array("int8", runs, WakeableRun::claim))
                .update();
    }
}
