package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.run.RunFigures.Count;
import dev.kagzi.server.run.RunFigures.Figure;
import dev.kagzi.server.run.RunFigures.Key;
import dev.kagzi.server.run.RunFigures.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class RunFigureRepository {

    private static final int TROUBLES = 10;

    private final JdbcClient jdbc;
    private final BoundedReads reads;

    RunFigureRepository(JdbcClient jdbc, BoundedReads reads) {
        this.jdbc = jdbc;
        this.reads = reads;
    }

    /** Adds what has come of each workflow to what there is of the minute. */
    void add(Instant minute, Map<Key, Count> counts) {
        List<Map.Entry<Key, Count>> entries = List.copyOf(counts.entrySet());
        addToNamespaces(minute, entries);
        addToWorkflows(minute, entries);
    }

    private void addToNamespaces(Instant minute, List<Map.Entry<Key, Count>> entries) {
        jdbc.sql("""
                        INSERT INTO kagzi.run_figure AS f (namespace_id, minute, started, completed, failed, cancelled)
                        SELECT n.namespace_id, :minute, sum(n.started), sum(n.completed), sum(n.failed), sum(n.cancelled)
                          FROM unnest(:namespaces, :started, :completed, :failed, :cancelled)
                            AS n (namespace_id, started, completed, failed, cancelled)
                         GROUP BY n.namespace_id ORDER BY n.namespace_id
                        ON CONFLICT (namespace_id, minute) DO UPDATE
                           SET started = f.started + excluded.started, completed = f.completed + excluded.completed,
                               failed = f.failed + excluded.failed, cancelled = f.cancelled + excluded.cancelled
                        """)
                .param("minute", timestamp(minute))
                .param(
                        "namespaces",
                        array("uuid", entries, entry -> entry.getKey().namespaceId()))
                .param("started", array("int8", entries, entry -> entry.getValue().started))
                .param("completed", array("int8", entries, entry -> entry.getValue().completed))
                .param("failed", array("int8", entries, entry -> entry.getValue().failed))
                .param("cancelled", array("int8", entries, entry -> entry.getValue().cancelled))
                .update();
    }

    private void addToWorkflows(Instant minute, List<Map.Entry<Key, Count>> entries) {
        jdbc.sql("""
                        INSERT INTO kagzi.workflow_figure AS f (namespace_id, minute, workflow, finished, failed, lost_leases)
                        SELECT n.namespace_id, :minute, n.workflow, n.finished, n.failed, n.lost_leases
                          FROM unnest(:namespaces, :workflows, :finished, :failed, :lostLeases)
                            AS n (namespace_id, workflow, finished, failed, lost_leases)
                         ORDER BY n.namespace_id, n.workflow
                        ON CONFLICT (namespace_id, minute, workflow) DO UPDATE
                           SET finished = f.finished + excluded.finished, failed = f.failed + excluded.failed,
                               lost_leases = f.lost_leases + excluded.lost_leases
                        """)
                .param("minute", timestamp(minute))
                .param(
                        "namespaces",
                        array("uuid", entries, entry -> entry.getKey().namespaceId()))
                .param(
                        "workflows",
                        array("text", entries, entry -> entry.getKey().workflow()))
                .param(
                        "finished",
                        array("int8", entries, entry -> entry.getValue().finished()))
                .param("failed", array("int8", entries, entry -> entry.getValue().failed))
                .param("lostLeases", array("int8", entries, entry -> entry.getValue().lostLeases))
                .update();
    }

    /** Parts that have brought something. */
    List<Figure> since(UUID namespaceId, Instant first, Duration part) {
        return reads.list(
                """
                SELECT to_timestamp(floor(extract(epoch FROM minute) / :seconds) * :seconds) AS part, sum(started) AS started,
                       sum(completed) AS completed, sum(failed) AS failed, sum(cancelled) AS cancelled
                  FROM kagzi.run_figure WHERE namespace_id = :namespace AND minute >= :first GROUP BY 1
                """,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("first", timestamp(first))
                        .addValue("seconds", part.toSeconds()),
                (row, number) -> new Figure(
                        Objects.requireNonNull(Sql.instant(row, "part")),
                        row.getLong("started"),
                        row.getLong("completed"),
                        row.getLong("failed"),
                        row.getLong("cancelled")));
    }

    List<Trouble> troubles(UUID namespaceId, Instant since) {
        return reads.list(
                """
                SELECT workflow, sum(failed) AS failed, sum(finished) AS finished, sum(lost_leases) AS lost_leases
                  FROM kagzi.workflow_figure WHERE namespace_id = :namespace AND minute >= :since
                 GROUP BY workflow HAVING sum(failed) + sum(lost_leases) > 0
                 ORDER BY sum(failed) + sum(lost_leases) DESC, workflow LIMIT :limit
                """,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("since", timestamp(since))
                        .addValue("limit", TROUBLES),
                (row, number) -> new Trouble(
                        row.getString("workflow"),
                        row.getLong("failed"),
                        row.getLong("finished"),
                        row.getLong("lost_leases")));
    }

    int removeBefore(Instant end) {
        return jdbc.sql("DELETE FROM kagzi.run_figure WHERE minute < :end")
                .param("end", timestamp(end))
                .update();
    }

    int removeOfWorkflowsBefore(Instant end) {
        return jdbc.sql("DELETE FROM kagzi.workflow_figure WHERE minute < :end")
                .param("end", timestamp(end))
                .update();
    }
}
