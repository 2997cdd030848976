package dev.kagzi.server.worker;

import static dev.kagzi.server.database.Sql.array;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class EventSubscriptionRepository {

    private final JdbcClient jdbc;

    EventSubscriptionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<String, List<String>> of(UUID namespaceId, Collection<String> events) {
        Map<String, List<String>> workflows = new HashMap<>();
        jdbc.sql("""
                        SELECT event, workflow FROM kagzi.event_subscription s
                        WHERE namespace_id = :namespace AND event = ANY (:events)
                          -- A name that has become an old one of another workflow.
                          AND NOT EXISTS (SELECT FROM kagzi.workflow_alias a
                                           WHERE a.namespace_id = s.namespace_id AND a.alias = s.workflow AND a.name <> s.workflow)
                        ORDER BY event, workflow
                        """)
                .param("namespace", namespaceId)
                .param("events", array("text", events, event -> event))
                .query(row -> {
                    workflows
                            .computeIfAbsent(row.getString("event"), event -> new ArrayList<>())
                            .add(row.getString("workflow"));
                });
        return workflows;
    }

    /** Puts these in the place of all that there were of the workflows. */
    void replace(UUID namespaceId, Map<String, List<String>> eventsByWorkflow) {
        List<Map.Entry<String, String>> pairs = eventsByWorkflow.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().distinct().map(event -> Map.entry(entry.getKey(), event)))
                .sorted(Map.Entry.<String, String>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .toList();
        jdbc.sql("""
                        DELETE FROM kagzi.event_subscription s
                         WHERE s.namespace_id = :namespace AND s.workflow = ANY (:all)
                           AND NOT EXISTS (SELECT FROM unnest(:events, :workflows) AS n (event, workflow)
                                            WHERE n.event = s.event AND n.workflow = s.workflow)
                        """)
                .param("namespace", namespaceId)
                .param("all", array("text", eventsByWorkflow.keySet(), name -> name))
                .param("events", array("text", pairs, Map.Entry::getValue))
                .param("workflows", array("text", pairs, Map.Entry::getKey))
                .update();
        jdbc.sql("""
                        INSERT INTO kagzi.event_subscription (namespace_id, event, workflow)
                        SELECT :namespace, * FROM unnest(:events, :workflows)
                        ON CONFLICT (namespace_id, event, workflow) DO NOTHING
                        """)
                .param("namespace", namespaceId)
                .param("events", array("text", pairs, Map.Entry::getValue))
                .param("workflows", array("text", pairs, Map.Entry::getKey))
                .update();
    }
}
