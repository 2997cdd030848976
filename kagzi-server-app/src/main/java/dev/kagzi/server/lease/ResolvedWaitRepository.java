package dev.kagzi.server.lease;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.server.step.Steps;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Outcomes of waits that resolved while their worker kept the run, read from the database so that none depends on memory. */
@Repository
class ResolvedWaitRepository {

    private final JdbcClient jdbc;
    private final Steps steps;

    ResolvedWaitRepository(JdbcClient jdbc, Steps steps) {
        this.jdbc = jdbc;
        this.steps = steps;
    }

    /** Of these runs, the outcomes this worker has not gone on from. */
    List<Resolved> find(UUID namespaceId, UUID workerId, Collection<UUID> runIds) {
        if (runIds.isEmpty()) {
            return List.of();
        }
        Map<UUID, Long> claims = new HashMap<>();
        jdbc.sql("""
                        SELECT run_id, claim_number FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND worker_id = :worker
                          AND lease_token IS NOT NULL AND has_resolved
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("runs", array("uuid", runIds))
                .query(row -> {
                    claims.put(row.getObject("run_id", UUID.class), row.getLong("claim_number"));
                });
        if (claims.isEmpty()) {
            return List.of();
        }
        return steps.resolvedOutcomes(namespaceId, claims.keySet()).stream()
                .map(outcome -> new Resolved(outcome.runId(), claims.getOrDefault(outcome.runId(), 0L), outcome.step()))
                .toList();
    }
}
