package dev.kagzi.server.worker;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.database.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class WorkflowRepository {

    /** What live workers offer, and how many offer just that. */
    private static final String LIVE = """
            SELECT 'live' AS part, NULL AS name, NULL AS alias, workflows AS json, count(*) AS workers FROM kagzi.worker
            WHERE namespace_id = :namespace AND NOT draining
              AND last_seen_at > clock_timestamp() + make_interval(secs => :liveSince)
            GROUP BY workflows
            """;

    private final JdbcClient jdbc;
    private final Json json;

    WorkflowRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Between equal versions the process that started last decides. */
    void declare(UUID namespaceId, List<WorkflowOffer> offers, Instant declaredAt) {
        List<WorkflowOffer> ordered = offers.stream()
                .sorted(Comparator.comparing(WorkflowOffer::name).thenComparing(WorkflowOffer::version))
                .toList();
        jdbc.sql("""
                        INSERT INTO kagzi.workflow (namespace_id, name, version, definition, declared_at)
                        SELECT :namespace, d.*, :declaredAt FROM unnest(:names, :versions, :definitions) AS d
                        ON CONFLICT (namespace_id, name, version) DO UPDATE
                           SET definition = excluded.definition, declared_at = excluded.declared_at
                         WHERE workflow.declared_at < excluded.declared_at
                        """)
                .param("namespace", namespaceId)
                .param("declaredAt", timestamp(declaredAt))
                .param("names", array("text", ordered, WorkflowOffer::name))
                .param("versions", array("int4", ordered, WorkflowOffer::version))
                .param("definitions", byteArrays(ordered, json::write))
                .update();
        Map<String, String> aliases = new java.util.TreeMap<>();
        ordered.forEach(offer -> aliases(offer).forEach(alias -> aliases.put(alias, offer.name())));
        if (!aliases.isEmpty()) {
            declareAliases(namespaceId, aliases);
        }
    }

    private void declareAliases(UUID namespaceId, Map<String, String> aliases) {
        jdbc.sql("""
                        INSERT INTO kagzi.workflow_alias (namespace_id, alias, name)
                        SELECT :namespace, a.* FROM unnest(:aliases, :names) AS a
                        ON CONFLICT (namespace_id, alias) DO UPDATE SET name = excluded.name
                        """)
                .param("namespace", namespaceId)
                .param("aliases", array("text", aliases.entrySet(), Map.Entry::getKey))
                .param("names", array("text", aliases.entrySet(), Map.Entry::getValue))
                .update();
    }

    /** The offers but for those of workflows that have another name by now. */
    List<WorkflowOffer> withoutOldNames(UUID namespaceId, List<WorkflowOffer> offers) {
        Set<String> old = Set.copyOf(
                jdbc.sql("SELECT alias FROM kagzi.workflow_alias WHERE namespace_id = :namespace AND alias <> name")
                        .param("namespace", namespaceId)
                        .query(String.class)
                        .list());
        return offers.stream().filter(offer -> !old.contains(offer.name())).toList();
    }

    /**
     * All workflows by all their names. By one statement, since it is asked again and again while polls arrive.
     *
     * @param liveFor how long after it was heard of a worker counts
     * @param clockShift of this server's view
     */
    Map<String, KnownWorkflow> load(UUID namespaceId, Duration liveFor, Duration clockShift) {
        Map<String, WorkflowOffer> newest = new HashMap<>();
        Map<String, Integer> live = new HashMap<>();
        Map<String, Set<String>> aliases = new HashMap<>();
        jdbc.sql("""
                        (SELECT DISTINCT ON (name) 'newest' AS part, name, NULL AS alias, definition AS json, NULL::bigint AS workers
                           FROM kagzi.workflow WHERE namespace_id = :namespace ORDER BY name, version DESC)
                        UNION ALL
                        SELECT 'alias', name, alias, NULL, NULL FROM kagzi.workflow_alias
                         WHERE namespace_id = :namespace AND alias <> name
                        UNION ALL
                        """ + LIVE)
                .param("namespace", namespaceId)
                .param("liveSince", liveSince(liveFor, clockShift))
                .query(row -> {
                    switch (row.getString("part")) {
                        case "newest" ->
                            newest.put(row.getString("name"), json.read(row.getBytes("json"), WorkflowOffer.class));
                        case "alias" ->
                            aliases.computeIfAbsent(row.getString("name"), name -> new TreeSet<>())
                                    .add(row.getString("alias"));
                        default ->
                            json.read(row.getBytes("json"), Offers.class)
                                    .workflows()
                                    .forEach(offer -> live.merge(offer.name(), offer.version(), Math::max));
                    }
                });
        return byAllNames(newest, live, aliases);
    }

    private static double liveSince(Duration liveFor, Duration clockShift) {
        return clockShift.minus(liveFor).toMillis() / 1_000.0;
    }

    private static Map<String, KnownWorkflow> byAllNames(
            Map<String, WorkflowOffer> newest, Map<String, Integer> live, Map<String, Set<String>> aliases) {
        Map<String, KnownWorkflow> byName = new HashMap<>();
        newest.values().stream()
                .filter(offer -> aliases.values().stream().noneMatch(names -> names.contains(offer.name())))
                .forEach(offer -> {
                    List<String> names = new ArrayList<>(List.of(offer.name()));
                    names.addAll(aliases.getOrDefault(offer.name(), Set.of()));
                    KnownWorkflow known = new KnownWorkflow(
                            offer.name(),
                            List.copyOf(names),
                            live.getOrDefault(offer.name(), 0),
                            offer.priority() == null ? 0 : offer.priority(),
                            offer.timeout());
                    names.forEach(name -> byName.put(name, known));
                });
        return byName;
    }

    /** The highest version of each of these workflows, as it is declared. */
    List<WorkflowOffer> newest(UUID namespaceId, Collection<String> names) {
        return jdbc.sql("""
                        SELECT DISTINCT ON (name) definition FROM kagzi.workflow
                        WHERE namespace_id = :namespace AND name = ANY (:names) ORDER BY name, version DESC
                        """)
                .param("namespace", namespaceId)
                .param("names", array("text", names, name -> name))
                .query((row, number) -> json.read(row.getBytes("definition"), WorkflowOffer.class))
                .list();
    }

    /** The events that start these workflows, by workflow: what the highest version of each declares. */
    Map<String, List<String>> eventsOf(UUID namespaceId, Collection<String> names) {
        Map<String, List<String>> events = new HashMap<>();
        newest(namespaceId, names)
                .forEach(offer -> events.put(offer.name(), offer.on() == null ? List.of() : offer.on()));
        return events;
    }

    /** The versions of these workflows, highest first. */
    Map<String, List<DeclaredWorkflow>> declared(
            UUID namespaceId, Collection<String> names, Duration liveFor, Duration clockShift) {
        Map<NameAndVersion, Integer> workers = new HashMap<>();
        jdbc.sql(LIVE)
                .param("namespace", namespaceId)
                .param("liveSince", liveSince(liveFor, clockShift))
                .query(row -> {
                    int count = row.getInt("workers");
                    json.read(row.getBytes("json"), Offers.class)
                            .workflows()
                            .forEach(offer -> workers.merge(NameAndVersion.of(offer), count, Integer::sum));
                });
        return jdbc
                .sql("""
                        SELECT definition FROM kagzi.workflow
                        WHERE namespace_id = :namespace AND name = ANY (:names) ORDER BY name, version DESC
                        """)
                .param("namespace", namespaceId)
                .param("names", array("text", names, name -> name))
                .query((row, number) -> json.read(row.getBytes("definition"), WorkflowOffer.class))
                .list()
                .stream()
                .map(offer -> new DeclaredWorkflow(offer, workers.getOrDefault(NameAndVersion.of(offer), 0)))
                .collect(Collectors.groupingBy(declared -> declared.offer().name()));
    }

    private record NameAndVersion(String name, int version) {

        static NameAndVersion of(WorkflowOffer offer) {
            return new NameAndVersion(offer.name(), offer.version());
        }
    }

    private static List<String> aliases(WorkflowOffer offer) {
        return offer.aliases() == null ? List.of() : offer.aliases();
    }

    /** What a session offers, as it is stored. */
    record Offers(List<WorkflowOffer> workflows) {}
}
