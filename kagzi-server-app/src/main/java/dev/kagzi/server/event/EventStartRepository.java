package dev.kagzi.server.event;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.EventSnapshot.Concerned;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What events have done: runs they have started, and runs whose wait they have ended. */
@Repository
class EventStartRepository {

    private final JdbcClient jdbc;

    EventStartRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(UUID namespaceId, Collection<EventStart> starts) {
        jdbc.sql("""
                        INSERT INTO kagzi.event_start (namespace_id, event_id, workflow, run_id)
                        SELECT :namespace, * FROM unnest(:events, :workflows, :runs)
                        """)
                .param("namespace", namespaceId)
                .param("events", array("uuid", starts, EventStart::eventId))
                .param("workflows", array("text", starts, EventStart::workflow))
                .param("runs", array("uuid", starts, EventStart::runId))
                .update();
    }

    /** At most so many runs for each of these events, by event. */
    Map<UUID, List<Concerned>> started(UUID namespaceId, Collection<UUID> eventIds, int limit) {
        return concerned("""
                        SELECT e.event_id, s.run_id, s.workflow FROM unnest(:events) AS e (event_id)
                         CROSS JOIN LATERAL (SELECT run_id, workflow FROM kagzi.event_start
                                              WHERE namespace_id = :namespace AND event_id = e.event_id
                                              ORDER BY workflow LIMIT :limit) s
                        """, namespaceId, eventIds, limit);
    }

    /**
     * At most so many runs for each of these events, by event. What a restart has copied was read by its source: such a step was recorded
     * under no claim.
     */
    Map<UUID, List<Concerned>> woken(UUID namespaceId, Collection<UUID> eventIds, int limit) {
        return concerned("""
                        SELECT e.event_id, s.run_id, r.workflow FROM unnest(:events) AS e (event_id)
                         CROSS JOIN LATERAL (SELECT d.run_id FROM kagzi.event_read d
                                              WHERE d.namespace_id = :namespace AND d.event_id = e.event_id
                                                AND NOT EXISTS (SELECT FROM kagzi.step c
                                                                 WHERE c.namespace_id = :namespace AND c.run_id = d.run_id
                                                                   AND c.branch = d.branch AND c.name = d.step
                                                                   AND c.occurrence = d.occurrence AND c.claim_number = 0)
                                              LIMIT :limit) s
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = s.run_id
                        """, namespaceId, eventIds, limit);
    }

    private Map<UUID, List<Concerned>> concerned(String sql, UUID namespaceId, Collection<UUID> eventIds, int limit) {
        Map<UUID, List<Concerned>> found = new HashMap<>();
        jdbc.sql(sql)
                .param("namespace", namespaceId)
                .param("events", array("uuid", eventIds))
                .param("limit", limit)
                .query(row -> {
                    found.computeIfAbsent(row.getObject("event_id", UUID.class), id -> new java.util.ArrayList<>())
                            .add(new Concerned(row.getObject("run_id", UUID.class), row.getString("workflow")));
                });
        return found;
    }
}
