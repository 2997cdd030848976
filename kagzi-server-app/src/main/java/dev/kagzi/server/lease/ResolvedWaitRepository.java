package dev.kagzi.server.lease;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.server.step.StepRef;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.step.Steps.Outcomes;
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

    /**
     * The outcomes this worker has not gone on from, as many as fit into an answer.
     *
     * @param claims of the runs that have any
     * @param told with which answer each outcome was told last
     */
    Untaken find(UUID namespaceId, Map<UUID, Long> claims, Map<StepRef, Long> told) {
        if (claims.isEmpty()) {
            return Untaken.NOTHING;
        }
        Outcomes outcomes = steps.resolvedOutcomes(namespaceId, claims.keySet(), told);
        return new Untaken(
                outcomes.steps().stream()
                        .map(outcome ->
                                new Resolved(outcome.runId(), claims.getOrDefault(outcome.runId(), 0L), outcome.step()))
                        .toList(),
                outcomes.isAll());
    }

    /** Outcomes that go into an answer, and whether these are all there are. */
    record Untaken(List<Resolved> outcomes, boolean isAll) {

        static final Untaken NOTHING = new Untaken(List.of(), true);
    }

    /** The claims of those of these runs that have outcomes this worker has not gone on from. */
    Map<UUID, Long> claimsOf(UUID namespaceId, UUID workerId, Collection<UUID> runIds) {
        Map<UUID, Long> claims = new HashMap<>();
        if (runIds.isEmpty()) {
            return claims;
        }
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
        return claims;
    }
}
