package dev.kagzi.server.bulk;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.BulkAction;
import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.BulkJob;
import dev.kagzi.server.bulk.StoredJob.Counted;
import dev.kagzi.server.bulk.StoredJob.Position;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.run.BulkRuns.Target;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class BulkRepository {

    private static final String COLUMNS = """
            namespace_id, bulk_id, action, filter, dry_run, reason, page, attempts, is_begun, cursor, matched, succeeded, skipped, created_at,
            finished_at, turn
            """;

    private static final String FREE = """
            finished_at IS NULL AND (worked_until IS NULL OR worked_until <= %s)
            AND (action <> 'RESTART' OR dry_run
                 OR namespace_id <> ALL (ARRAY(SELECT namespace_id FROM kagzi.namespace WHERE disabled)))""";

    static final String IS_ANY_FREE = "EXISTS (SELECT FROM kagzi.bulk_job WHERE " + FREE.formatted("clock.now") + ")";

    private final JdbcClient jdbc;
    private final Json json;

    BulkRepository(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Unless it is there already, or as many of the namespace are open. */
    void insert(UUID namespaceId, BulkJob job, Counted counted, Position position, int mostOpen) {
        List<Target> page = position.page();
        jdbc.sql("""
                        INSERT INTO kagzi.bulk_job
                               (namespace_id, bulk_id, action, filter, dry_run, reason, page, attempts, matched, succeeded, skipped, created_at)
                        SELECT :namespace, :bulk, :action, :filter, :dryRun, :reason, :page::uuid[], :attempts::int[],
                               :matched, :succeeded, :skipped, :createdAt
                         WHERE (SELECT count(*) FROM kagzi.bulk_job WHERE namespace_id = :namespace AND finished_at IS NULL) < :most
                        ON CONFLICT DO NOTHING
                        """)
                .param("namespace", namespaceId)
                .param("bulk", job.bulkId())
                .param("action", job.action().name())
                .param("filter", json.write(job.filter()))
                .param("dryRun", job.dryRun())
                .param("reason", job.reason())
                .param("page", page == null ? null : array("uuid", page, Target::runId))
                .param("attempts", page == null ? null : array("int4", page, Target::attempt))
                .param("matched", counted.matched())
                .param("succeeded", counted.succeeded())
                .param("skipped", counted.skipped())
                .param("createdAt", timestamp(job.createdAt()))
                .param("most", mostOpen)
                .update();
    }

    Optional<BulkJob> find(UUID namespaceId, UUID bulkId) {
        return jdbc.sql("SELECT " + COLUMNS + "FROM kagzi.bulk_job WHERE namespace_id = :namespace AND bulk_id = :bulk")
                .param("namespace", namespaceId)
                .param("bulk", bulkId)
                .query(this::stored)
                .optional()
                .map(StoredJob::job);
    }

    /** Newest first. */
    List<BulkJob> list(UUID namespaceId, UUID before, int limit) {
        return jdbc
                .sql("SELECT " + COLUMNS + """
                        FROM kagzi.bulk_job WHERE namespace_id = :namespace AND bulk_id < :before
                        ORDER BY bulk_id DESC LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("before", before)
                .param("limit", limit)
                .query(this::stored)
                .list()
                .stream()
                .map(StoredJob::job)
                .toList();
    }

    /**
     * Takes a job that nobody works on, until then: the one that has waited longest for its turn. In a disabled namespace nothing is
     * started. What is returned says whether its page had been begun before; from now on it is.
     */
    Optional<StoredJob> take(Instant now, Instant until) {
        return jdbc.sql("""
                        WITH free AS MATERIALIZED (
                            SELECT namespace_id, bulk_id, is_begun FROM kagzi.bulk_job
                             WHERE %s
                             ORDER BY coalesce(last_turn_at, created_at) LIMIT 1 FOR UPDATE SKIP LOCKED)
                        UPDATE kagzi.bulk_job b SET worked_until = :until, turn = b.turn + 1, is_begun = true
                          FROM free
                         WHERE b.namespace_id = free.namespace_id AND b.bulk_id = free.bulk_id
                        RETURNING b.namespace_id, b.bulk_id, b.action, b.filter, b.dry_run, b.reason, b.page, b.attempts,
                                  free.is_begun, b.cursor, b.matched, b.succeeded, b.skipped, b.created_at, b.finished_at, b.turn
                        """.formatted(FREE.formatted(":now")))
                .param("now", timestamp(now))
                .param("until", timestamp(until))
                .query(this::stored)
                .optional();
    }

    /**
     * Notes the next page and what was counted before it, and keeps the job until then.
     *
     * @return false when somebody else has taken the job over
     */
    boolean advance(StoredJob job, Counted counted, Position position, Instant until) {
        List<Target> page = Objects.requireNonNull(position.page());
        return jdbc.sql("""
                                UPDATE kagzi.bulk_job
                                   SET page = :page, attempts = :attempts, is_begun = true, cursor = :cursor, matched = matched + :matched,
                                       succeeded = succeeded + :succeeded, skipped = skipped + :skipped, worked_until = :until
                                 WHERE namespace_id = :namespace AND bulk_id = :bulk AND turn = :turn
                                """)
                        .param("namespace", job.namespaceId())
                        .param("bulk", job.job().bulkId())
                        .param("turn", job.turn())
                        .param("page", array("uuid", page, Target::runId))
                        .param("attempts", array("int4", page, Target::attempt))
                        .param("cursor", position.cursor())
                        .param("matched", counted.matched())
                        .param("succeeded", counted.succeeded())
                        .param("skipped", counted.skipped())
                        .param("until", timestamp(until))
                        .update()
                == 1;
    }

    /** Notes that the last page is done, unless somebody else has taken the job over. */
    void finish(StoredJob job, Counted counted, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.bulk_job
                           SET page = NULL, attempts = NULL, succeeded = succeeded + :succeeded, skipped = skipped + :skipped, finished_at = :now
                         WHERE namespace_id = :namespace AND bulk_id = :bulk AND turn = :turn
                        """)
                .param("namespace", job.namespaceId())
                .param("bulk", job.job().bulkId())
                .param("turn", job.turn())
                .param("succeeded", counted.succeeded())
                .param("skipped", counted.skipped())
                .param("now", timestamp(now))
                .update();
    }

    /**
     * Gives the job back for anybody to go on with.
     *
     * @param isInOrder whether its page has not been begun
     */
    void release(StoredJob job, boolean isInOrder, Instant now) {
        jdbc.sql("""
                        UPDATE kagzi.bulk_job SET worked_until = NULL, last_turn_at = :now, is_begun = is_begun AND NOT :inOrder
                         WHERE namespace_id = :namespace AND bulk_id = :bulk AND turn = :turn
                        """)
                .param("namespace", job.namespaceId())
                .param("bulk", job.job().bulkId())
                .param("turn", job.turn())
                .param("inOrder", isInOrder)
                .param("now", timestamp(now))
                .update();
    }

    int removeFinishedBefore(Instant end) {
        return jdbc.sql("DELETE FROM kagzi.bulk_job WHERE finished_at < :end")
                .param("end", timestamp(end))
                .update();
    }

    private StoredJob stored(ResultSet row, int number) throws SQLException {
        Instant finishedAt = Sql.instant(row, "finished_at");
        return new StoredJob(
                row.getObject("namespace_id", UUID.class),
                new BulkJob(
                        row.getObject("bulk_id", UUID.class),
                        BulkAction.valueOf(row.getString("action")),
                        json.read(row.getBytes("filter"), BulkFilter.class),
                        row.getBoolean("dry_run"),
                        row.getString("reason"),
                        finishedAt == null ? BulkJob.Status.RUNNING : BulkJob.Status.COMPLETED,
                        row.getLong("matched"),
                        row.getLong("succeeded"),
                        row.getLong("skipped"),
                        Objects.requireNonNull(Sql.instant(row, "created_at")),
                        finishedAt),
                new Position(page(row), row.getString("cursor"), row.getBoolean("is_begun")),
                row.getInt("turn"));
    }

    private static @Nullable List<Target> page(ResultSet row) throws SQLException {
        Array page = row.getArray("page");
        if (page == null) {
            return null;
        }
        UUID[] runs = (UUID[]) page.getArray();
        Integer[] attempts = (Integer[]) row.getArray("attempts").getArray();
        return IntStream.range(0, runs.length)
                .mapToObj(i -> new Target(runs[i], attempts[i]))
                .toList();
    }
}
