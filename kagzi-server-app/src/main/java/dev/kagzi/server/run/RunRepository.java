package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.run.NewRun.EventPosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Reads runs. */
@Repository
class RunRepository {

    private static final RunRow RUN = new RunRow();

    /** Claimed, or to be claimed, and not being undone. */
    private static final String IN_PLACE = """
            WHERE r.namespace_id = :namespace AND r.workflow = :workflow AND r.limit_key = :key
              AND (r.claimable OR r.lease_token IS NOT NULL) AND r.ending IS NULL
            """;

    private final JdbcClient jdbc;

    RunRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Run> find(UUID namespaceId, UUID runId) {
        return jdbc.sql("SELECT " + RunRow.WHOLE + "FROM kagzi.run r " + RunRow.WAIT + """
                        WHERE r.namespace_id = :namespace AND r.run_id = :run
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .query(RUN)
                .optional();
    }

    /** The run without input and output. */
    Optional<Run> findListed(UUID namespaceId, UUID runId) {
        return jdbc.sql("SELECT " + RunRow.LISTED + "FROM kagzi.run r " + RunRow.WAIT + """
                        WHERE r.namespace_id = :namespace AND r.run_id = :run
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .query(RUN)
                .optional();
    }

    /** What is another text once a run has another status, another step, progress or tag. */
    Map<RunKey, String> revisions(Collection<RunKey> keys) {
        Map<RunKey, String> revisions = new HashMap<>();
        jdbc.sql("""
                        SELECT r.namespace_id, r.run_id, concat_ws('-', r.transitions, r.steps,
                                   left(md5(coalesce(encode(r.progress, 'hex'), '') || r.tags::text), 8)) AS revision
                        FROM unnest(:namespaces, :runs) AS k (namespace_id, run_id)
                        JOIN kagzi.run r ON r.namespace_id = k.namespace_id AND r.run_id = k.run_id
                        """)
                .param("namespaces", array("uuid", keys, RunKey::namespaceId))
                .param("runs", array("uuid", keys, RunKey::runId))
                .query(row -> {
                    revisions.put(key(row), row.getString("revision"));
                });
        return revisions;
    }

    /** How these runs stand; without those that do not exist. */
    Map<UUID, RunStatus> statuses(UUID namespaceId, Collection<UUID> runIds) {
        Map<UUID, RunStatus> statuses = new HashMap<>();
        jdbc.sql("""
                        SELECT r.run_id, r.status FROM unnest(:runs) AS k (run_id)
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = k.run_id
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(row -> {
                    statuses.put(row.getObject("run_id", UUID.class), RunStatus.valueOf(row.getString("status")));
                });
        return statuses;
    }

    /** The run, which nobody else changes until this transaction ends. */
    Optional<Run> lock(UUID namespaceId, UUID runId) {
        return jdbc.sql("SELECT " + RunRow.WHOLE + "FROM kagzi.run r " + RunRow.WAIT + """
                        WHERE r.namespace_id = :namespace AND r.run_id = :run
                        FOR UPDATE OF r
                        """)
                .param("namespace", namespaceId)
                .param("run", runId)
                .query(RUN)
                .optional();
    }

    /** The place in the order of events from which the run reads. */
    EventPosition eventsAfter(UUID namespaceId, UUID runId) {
        return jdbc.sql("""
                        SELECT coalesce(events_after_at, created_at) AS at, coalesce(events_after_id, :none) AS id FROM kagzi.run
                        WHERE namespace_id = :namespace AND run_id = :run
                        """)
                .param("none", new UUID(0, 0))
                .param("namespace", namespaceId)
                .param("run", runId)
                .query((row, number) -> new EventPosition(
                        Objects.requireNonNull(Sql.instant(row, "at")), row.getObject("id", UUID.class)))
                .single();
    }

    /** Unfinished runs that these have started, without input and output; nobody else changes them until this transaction ends. */
    List<Run> lockOpenChildren(UUID namespaceId, Collection<UUID> parents) {
        return jdbc.sql("SELECT " + RunRow.LISTED + "FROM kagzi.run r " + RunRow.WAIT + """
                        WHERE r.namespace_id = :namespace AND r.parent_run_id = ANY (:parents) AND r.finished_at IS NULL
                        ORDER BY r.run_id FOR UPDATE OF r
                        """)
                .param("namespace", namespaceId)
                .param("parents", array("uuid", parents))
                .query(RUN)
                .list();
    }

    /**
     * Runs of a workflow and key that are claimed, or may be, and are not being undone: the oldest first, without input and output. Who is
     * being changed by somebody else is left out.
     */
    List<Run> lockOldestInPlace(UUID namespaceId, String workflow, String key, int count) {
        return jdbc.sql("SELECT " + RunRow.LISTED + "FROM kagzi.run r " + RunRow.WAIT + IN_PLACE + """
                        ORDER BY r.created_at, r.run_id LIMIT :count FOR UPDATE OF r SKIP LOCKED
                        """)
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("key", key)
                .param("count", count)
                .query(RUN)
                .list();
    }

    /** How many such runs there are, whoever is changing them; counted up to this many. */
    int countInPlace(UUID namespaceId, String workflow, String key, int most) {
        return jdbc.sql("SELECT count(*) FROM (SELECT FROM kagzi.run r " + IN_PLACE + " LIMIT :most) r")
                .param("namespace", namespaceId)
                .param("workflow", workflow)
                .param("key", key)
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /** Those of these schedules of which any run is not finished: one look into the index for each, however many runs there are. */
    Set<String> open(UUID namespaceId, Collection<String> scheduleIds) {
        return new HashSet<>(jdbc.sql("""
                        SELECT s.schedule_id
                          FROM unnest(:schedules) AS s (schedule_id)
                         CROSS JOIN LATERAL (SELECT FROM kagzi.run r
                                              WHERE r.namespace_id = :namespace AND r.schedule_id = s.schedule_id
                                                AND r.finished_at IS NULL
                                              LIMIT 1) open
                        """)
                .param("namespace", namespaceId)
                .param("schedules", array("text", scheduleIds, id -> id))
                .query(String.class)
                .list());
    }

    Map<UUID, Run> findAll(UUID namespaceId, Collection<UUID> runIds) {
        return find(RunRow.WHOLE, namespaceId, runIds);
    }

    /** Those that the worker holds, newest first, without input and output. */
    List<Run> heldBy(UUID namespaceId, UUID workerId, int limit) {
        return jdbc.sql("SELECT " + RunRow.LISTED + "FROM kagzi.run r " + RunRow.WAIT + """
                        WHERE r.namespace_id = :namespace AND r.worker_id = :worker AND r.lease_token IS NOT NULL
                        ORDER BY r.created_at DESC, r.run_id DESC LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("worker", workerId)
                .param("limit", limit)
                .query(RUN)
                .list();
    }

    /** Without input and output. */
    Map<UUID, Run> listed(UUID namespaceId, Collection<UUID> runIds) {
        return find(RunRow.LISTED, namespaceId, runIds);
    }

    private Map<UUID, Run> find(String columns, UUID namespaceId, Collection<UUID> runIds) {
        Map<UUID, Run> found = new HashMap<>();
        jdbc.sql("SELECT " + columns + "FROM kagzi.run r " + RunRow.WAIT + """
                        WHERE r.namespace_id = :namespace AND r.run_id = ANY (:runs)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .query(RUN)
                .list()
                .forEach(run -> found.put(run.runId(), run));
        return found;
    }

    /** Reads those of the runs that are finished, of whatever namespaces. */
    void finished(Collection<RunKey> keys, Consumer<Run> found, BiConsumer<RunKey, RuntimeException> unreadable) {
        read(keys, "r.finished_at IS NOT NULL", found, unreadable);
    }

    /** Reads the runs, of whatever namespaces, as far as there are such. */
    void findAll(Collection<RunKey> keys, Consumer<Run> found, BiConsumer<RunKey, RuntimeException> unreadable) {
        read(keys, "true", found, unreadable);
    }

    /** One statement, but each row for itself: a run that cannot be read is no harm to the others. */
    private void read(
            Collection<RunKey> keys,
            String condition,
            Consumer<Run> found,
            BiConsumer<RunKey, RuntimeException> unreadable) {
        statement(keys, condition).query(row -> {
            try {
                found.accept(RUN.mapRow(row, 0));
            } catch (RuntimeException e) {
                unreadable.accept(key(row), e);
            }
        });
    }

    private StatementSpec statement(Collection<RunKey> keys, String condition) {
        if (keys.size() == 1) {
            // One key is planned once; a set of keys each time, which takes longer than reading it.
            RunKey key = keys.iterator().next();
            return jdbc.sql("SELECT " + RunRow.WHOLE + "FROM kagzi.run r " + RunRow.WAIT
                            + "WHERE r.namespace_id = :namespace AND r.run_id = :run AND " + condition)
                    .param("namespace", key.namespaceId())
                    .param("run", key.runId());
        }
        return jdbc.sql("SELECT " + RunRow.WHOLE + """
                        FROM unnest(:namespaces, :runs) AS k (namespace_id, run_id)
                        JOIN kagzi.run r ON r.namespace_id = k.namespace_id AND r.run_id = k.run_id
                        """ + RunRow.WAIT + "WHERE " + condition)
                .param("namespaces", array("uuid", keys, RunKey::namespaceId))
                .param("runs", array("uuid", keys, RunKey::runId));
    }

    private static RunKey key(ResultSet row) throws SQLException {
        return new RunKey(row.getObject("namespace_id", UUID.class), row.getObject("run_id", UUID.class));
    }
}
