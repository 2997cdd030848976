package dev.kagzi.server.workflow;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.WorkflowSnapshot.Stats;
import dev.kagzi.server.worker.KnownWorkflow;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts runs, each time no more than it can count quickly. */
@Repository
class WorkflowFigureRepository {

    /** Newest runs, but those that are held, that the stats of a workflow are made of. */
    private static final int SAMPLE = 500;

    /** Most that is counted of each status: an autoscaler has decided long before. */
    static final int MAX_COUNT = 100_000;

    private final JdbcClient jdbc;

    WorkflowFigureRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One name that runs of a workflow may be stored under. */
    private record StoredName(String workflow, String stored) {}

    private static List<StoredName> names(Collection<KnownWorkflow> workflows) {
        return workflows.stream()
                .flatMap(workflow -> workflow.names().stream().map(name -> new StoredName(workflow.name(), name)))
                .toList();
    }

    Map<String, Stats> stats(UUID namespaceId, Collection<KnownWorkflow> workflows) {
        Map<String, Stats> stats = new HashMap<>();
        List<StoredName> names = names(workflows);
        jdbc.sql("""
                        SELECT n.workflow, count(*) FILTER (WHERE k.status = 'COMPLETED') AS completed,
                               count(*) FILTER (WHERE k.status = 'FAILED') AS failed,
                               percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
                                   ORDER BY extract(epoch FROM r.finished_at - r.started_at))
                                   FILTER (WHERE k.status = 'COMPLETED') AS seconds
                          FROM unnest(:workflows, :names) AS n (workflow, stored)
                         -- The index has the newest of each status but RUNNING; the newest of all but those are among them.
                         CROSS JOIN LATERAL (
                               SELECT s.status, k.run_id
                                 FROM unnest(:statuses) AS s (status)
                                CROSS JOIN LATERAL (
                                      SELECT created_at, run_id FROM kagzi.run
                                       WHERE namespace_id = :namespace AND workflow = n.stored AND status = s.status
                                         AND status <> 'RUNNING'
                                       ORDER BY created_at DESC, run_id DESC LIMIT :sample) k
                                ORDER BY k.created_at DESC, k.run_id DESC LIMIT :sample) k
                          LEFT JOIN LATERAL (
                               SELECT started_at, finished_at FROM kagzi.run
                                WHERE namespace_id = :namespace AND run_id = k.run_id AND k.status = 'COMPLETED' LIMIT 1) r ON true
                         GROUP BY n.workflow
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", names, StoredName::workflow))
                .param("names", array("text", names, StoredName::stored))
                .param("statuses", array("text", List.of(RunStatus.values()), RunStatus::name))
                .param("sample", SAMPLE)
                .query(row -> {
                    stats.put(row.getString("workflow"), stats(row));
                });
        return stats;
    }

    private static Stats stats(ResultSet row) throws SQLException {
        Array seconds = row.getArray("seconds");
        @Nullable Object[] percentiles = seconds == null ? new Object[2] : (Object[]) seconds.getArray();
        return new Stats(
                row.getInt("completed"), row.getInt("failed"), duration(percentiles[0]), duration(percentiles[1]));
    }

    private static @Nullable Duration duration(@Nullable Object seconds) {
        return seconds == null ? null : Duration.ofMillis(Math.round((Double) seconds * 1_000));
    }

    /** What there is of one workflow. */
    record Counts(int pending, double oldestPendingSeconds, int running, int waiting, int needsAttention) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0);
    }

    /**
     * Runs that are claimable or held back by a limit, held by a worker, waiting, and in need of attention; by the indexes that hold these
     * and no others.
     *
     * @param most of each status that are counted; of those that are held, which are few, it is always {@value #MAX_COUNT}
     */
    Map<String, Counts> counts(UUID namespaceId, Collection<KnownWorkflow> workflows, Instant now, int most) {
        Map<String, Counts> counts = new HashMap<>();
        List<StoredName> names = names(workflows);
        jdbc.sql("""
                        WITH held AS (
                            SELECT workflow, count(*) AS running
                              FROM (SELECT workflow FROM kagzi.run
                                     WHERE namespace_id = :namespace AND lease_token IS NOT NULL LIMIT :mostHeld) r
                             GROUP BY workflow)
                        SELECT n.workflow, sum(p.pending) AS pending, sum(coalesce(h.running, 0)) AS running,
                               sum(w.waiting) AS waiting, sum(a.attention) AS attention,
                               greatest(0, extract(epoch FROM :now - min(p.oldest))) AS oldest
                          FROM unnest(:workflows, :names) AS n (workflow, stored)
                          LEFT JOIN held h ON h.workflow = n.stored
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS pending, min(available_at) AS oldest
                                 FROM ((SELECT available_at FROM kagzi.run
                                         WHERE namespace_id = :namespace AND workflow = n.stored AND claimable LIMIT :most)
                                       UNION ALL
                                       (SELECT available_at FROM kagzi.run
                                         WHERE namespace_id = :namespace AND workflow = n.stored AND held_back
                                           AND started_at IS NULL LIMIT :most)
                                       UNION ALL
                                       (SELECT available_at FROM kagzi.run
                                         WHERE namespace_id = :namespace AND workflow = n.stored AND held_back
                                           AND started_at IS NOT NULL LIMIT :most)
                                       LIMIT :most) r) p
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS waiting
                                 FROM (SELECT FROM kagzi.run
                                        WHERE namespace_id = :namespace AND workflow = n.stored AND status = 'WAITING'
                                        LIMIT :most) r) w
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS attention
                                 FROM (SELECT FROM kagzi.run
                                        WHERE namespace_id = :namespace AND workflow = n.stored
                                          AND status = 'NEEDS_ATTENTION'
                                        LIMIT :most) r) a
                         GROUP BY n.workflow
                        """)
                .param("namespace", namespaceId)
                .param("workflows", array("text", names, StoredName::workflow))
                .param("names", array("text", names, StoredName::stored))
                .param("most", most)
                .param("mostHeld", MAX_COUNT)
                .param("now", timestamp(now))
                .query(row -> {
                    counts.put(
                            row.getString("workflow"),
                            new Counts(
                                    row.getInt("pending"),
                                    row.getDouble("oldest"),
                                    row.getInt("running"),
                                    row.getInt("waiting"),
                                    row.getInt("attention")));
                });
        return counts;
    }
}
