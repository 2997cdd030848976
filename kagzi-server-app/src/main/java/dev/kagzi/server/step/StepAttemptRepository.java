package dev.kagzi.server.step;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.instants;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class StepAttemptRepository {

    private final JdbcClient jdbc;
    private final BoundedReads reads;
    private final Json json;

    StepAttemptRepository(JdbcClient jdbc, BoundedReads reads, Json json) {
        this.jdbc = jdbc;
        this.reads = reads;
        this.json = json;
    }

    /** A run that was retried may have had attempts of the same number. */
    void save(UUID namespaceId, Collection<StepAttempt> attempts) {
        jdbc.sql("""
                        INSERT INTO kagzi.step_attempt (namespace_id, run_id, branch, name, occurrence, attempt, started_at, finished_at,
                               failure)
                        SELECT :namespace, * FROM unnest(:runs, :branches, :names, :occurrences, :attempts, :started, :finished, :failures)
                        ON CONFLICT (namespace_id, run_id, branch, name, occurrence, attempt) DO UPDATE
                           SET started_at = excluded.started_at, finished_at = excluded.finished_at, failure = excluded.failure
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", attempts, attempt -> attempt.step().runId()))
                .param(
                        "branches",
                        array("text", attempts, attempt -> branch(attempt.step().key())))
                .param(
                        "names",
                        array("text", attempts, attempt -> attempt.step().key().name()))
                .param(
                        "occurrences",
                        array("int4", attempts, attempt -> attempt.step().key().occurrence()))
                .param("attempts", array("int4", attempts, StepAttempt::attempt))
                .param("started", instants(attempts, StepAttempt::startedAt))
                .param("finished", instants(attempts, StepAttempt::finishedAt))
                .param("failures", byteArrays(attempts, this::failure))
                .update();
    }

    private static String branch(StepKey key) {
        return Objects.requireNonNullElse(key.branch(), "");
    }

    private byte @Nullable [] failure(StepAttempt attempt) {
        Failure failure = attempt.failure();
        return failure == null
                ? null
                : json.write(new Failure(failure.type(), failure.message(), null, null, null, null));
    }

    /** In the order of their steps' names, from this attempt on. */
    List<StepAttempt> list(UUID namespaceId, UUID runId, StepKey after, int afterAttempt, int limit) {
        return reads.list(
                """
                SELECT run_id, branch, name, occurrence, attempt, started_at, finished_at, failure FROM kagzi.step_attempt
                 WHERE namespace_id = :namespace AND run_id = :run
                   AND (branch, name, occurrence, attempt) > (:branch, :name, :occurrence, :attempt)
                 ORDER BY branch, name, occurrence, attempt LIMIT :limit
                """,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("run", runId)
                        .addValue("branch", branch(after))
                        .addValue("name", after.name())
                        .addValue("occurrence", after.occurrence())
                        .addValue("attempt", afterAttempt)
                        .addValue("limit", limit),
                this::attempt);
    }

    /** The newest attempts of one step, oldest first. */
    List<StepAttempt> listLast(UUID namespaceId, StepRef step, int limit) {
        return reads.list(
                """
                SELECT * FROM (
                    SELECT run_id, branch, name, occurrence, attempt, started_at, finished_at, failure FROM kagzi.step_attempt
                     WHERE namespace_id = :namespace AND run_id = :run AND branch = :branch AND name = :name
                       AND occurrence = :occurrence
                     ORDER BY attempt DESC LIMIT :limit) newest
                 ORDER BY attempt
                """,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("run", step.runId())
                        .addValue("branch", branch(step.key()))
                        .addValue("name", step.key().name())
                        .addValue("occurrence", step.key().occurrence())
                        .addValue("limit", limit),
                this::attempt);
    }

    private StepAttempt attempt(ResultSet row, int number) throws SQLException {
        String branch = row.getString("branch");
        byte @Nullable [] failure = row.getBytes("failure");
        return new StepAttempt(
                new StepRef(
                        row.getObject("run_id", UUID.class),
                        new StepKey(branch.isEmpty() ? null : branch, row.getString("name"), row.getInt("occurrence"))),
                row.getInt("attempt"),
                Sql.instant(row, "started_at"),
                Objects.requireNonNull(Sql.instant(row, "finished_at")),
                failure == null ? null : json.read(failure, Failure.class));
    }
}
