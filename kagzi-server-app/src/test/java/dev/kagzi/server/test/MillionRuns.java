package dev.kagzi.server.test;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A namespace with a million finished runs of the last ten days, as a server that is used has them: twenty workflows, one of them long
 * out of use; few failures; tags that many runs have and tags that few have.
 */
public final class MillionRuns {

    public static final int RUNS = 1_000_000;
    /** Workflows 'load-0' to 'load-18', with as many runs each. */
    public static final int WORKFLOWS = 19;
    /** Has the oldest {@value #OLD_RUNS} runs and no others. */
    public static final String OLD_WORKFLOW = "old";

    public static final int OLD_RUNS = 10;
    /** Has runs that are not finished, and workers. */
    public static final String OPEN_NAMESPACE = "other-1";

    /** Every tenth run has the tag 'region:eu' and an id. */
    public static final int EVERY_TAGGED = 10;
    /** Every fiftieth run was started by 'schedule-1'. */
    private static final int EVERY_SCHEDULED = 50;
    /** Steps of {@link #longRun()}. */
    public static final int LONG = 20_000;

    private static final Duration BETWEEN = Duration.ofDays(10).dividedBy(RUNS);

    private final JdbcClient jdbc;
    private final String namespace;
    private final UUID namespaceId = UUID.randomUUID();

    private MillionRuns(JdbcClient jdbc, String namespace) {
        this.jdbc = jdbc;
        this.namespace = namespace;
    }

    /** Fills a namespace of this name; takes the better part of a minute. */
    public static MillionRuns fill(String url, String namespace) {
        // A connection of its own: the server's gives up statements that take long.
        MillionRuns runs =
                new MillionRuns(JdbcClient.create(new DriverManagerDataSource(url, "postgres", "")), namespace);
        runs.declare();
        runs.insertRuns();
        runs.jdbc.sql("ANALYZE kagzi.run").update();
        runs.insertTags();
        runs.insertHistory();
        runs.insertSteps();
        runs.insertChildren();
        new BesideRuns(runs.jdbc, runs.namespaceId, runs.longRun()).insert();
        runs.jdbc.sql("VACUUM (ANALYZE)").update();
        return runs;
    }

    public String namespace() {
        return namespace;
    }

    /** A run in the middle, with a history and 20,000 steps. */
    public UUID longRun() {
        return runAt(RUNS / 2);
    }

    /** The run at this place, from the oldest, 1, to the newest. */
    public UUID runAt(int number) {
        return jdbc.sql("SELECT run_id FROM kagzi.run WHERE namespace_id = ? ORDER BY run_id OFFSET ? LIMIT 1")
                .params(namespaceId, number - 1)
                .query(UUID.class)
                .single();
    }

    /** When the run at this place was made. */
    public Instant createdAt(int number) {
        return jdbc.sql("SELECT created_at FROM kagzi.run WHERE namespace_id = ? AND run_id = ?")
                .params(namespaceId, runAt(number))
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** How many runs there are with this condition. */
    public int count(String condition) {
        return jdbc.sql("SELECT count(*) FROM kagzi.run WHERE namespace_id = ? AND " + condition)
                .param(namespaceId)
                .query(Integer.class)
                .single();
    }

    private void declare() {
        jdbc.sql("INSERT INTO kagzi.namespace (namespace_id, name, created_at) VALUES (?, ?, clock_timestamp())")
                .params(namespaceId, namespace)
                .update();
        jdbc.sql("""
                        INSERT INTO kagzi.workflow (namespace_id, name, version, definition, declared_at)
                        SELECT :namespace, w.name, 1, convert_to(format('{"name":"%s","version":1}', w.name), 'UTF8'), clock_timestamp()
                          FROM (SELECT 'load-' || n AS name FROM generate_series(0, :last) n UNION ALL SELECT :old) w
                        """)
                .param("namespace", namespaceId)
                .param("last", WORKFLOWS - 1)
                .param("old", OLD_WORKFLOW)
                .update();
    }

    private void insertRuns() {
        jdbc.sql("""
                        INSERT INTO kagzi.run (namespace_id, run_id, workflow, version, id, status, claim_order, claimable, claim_number,
                               claim_ended, steps, transitions, tags, created_at, available_at, started_at, finished_at, input,
                               input_hash, output, failure, schedule_id)
                        SELECT :namespace, CAST(lpad(to_hex((extract(epoch FROM f.at) * 1000)::bigint), 12, '0')
                                      || '7' || lpad(to_hex(f.n & 4095), 3, '0') || '8' || lpad(to_hex(f.n), 15, '0') AS uuid),
                               f.workflow, 1, CASE WHEN f.tagged THEN 'id-' || f.n END, f.status, f.at, false, 1, f.status, 0, 3,
                               CASE WHEN f.n % 1000 = 0 THEN jsonb_build_object('region', 'eu', 'customer', f.n::text)
                                    WHEN f.tagged THEN '{"region":"eu"}'::jsonb ELSE '{}'::jsonb END,
                               f.at, f.at, f.at + interval '5 ms', f.at + interval '25 ms', '{"n":1}'::bytea, '\\x00'::bytea,
                               CASE WHEN f.status = 'COMPLETED' THEN '{"ok":true}'::bytea END,
                               CASE WHEN f.status = 'FAILED' THEN '{"type":"a.B","message":"no"}'::bytea END,
                               CASE WHEN f.n % :everyScheduled = 0 THEN 'schedule-1' END
                          FROM (SELECT n, clock.now - (:runs - n) * CAST(:between AS interval) AS at, n % :every = 0 AS tagged,
                                       CASE WHEN n <= :oldRuns THEN :old ELSE 'load-' || n % :workflows END AS workflow,
                                       CASE WHEN n % 97 = 0 THEN 'FAILED' WHEN n % 991 = 0 THEN 'CANCELLED' ELSE 'COMPLETED' END
                                           AS status
                                  FROM generate_series(1, :runs) n, (SELECT clock_timestamp() - interval '1 min' AS now) clock) f
                        """)
                .param("namespace", namespaceId)
                .param("runs", RUNS)
                .param("between", BETWEEN.toString())
                .param("every", EVERY_TAGGED)
                .param("everyScheduled", EVERY_SCHEDULED)
                .param("old", OLD_WORKFLOW)
                .param("oldRuns", OLD_RUNS)
                .param("workflows", WORKFLOWS)
                .update();
    }

    private void insertTags() {
        jdbc.sql("""
                        INSERT INTO kagzi.run_tag (namespace_id, run_id, name, value, created_at)
                        SELECT namespace_id, run_id, t.key, t.value, created_at FROM kagzi.run CROSS JOIN LATERAL jsonb_each_text(tags) t
                         WHERE namespace_id = ? AND tags <> '{}'
                        """).param(namespaceId).update();
        jdbc.sql("""
                        INSERT INTO kagzi.run_id_claim (namespace_id, workflow, id, run_id)
                        SELECT namespace_id, workflow, id, run_id FROM kagzi.run WHERE namespace_id = ? AND id IS NOT NULL
                        """).param(namespaceId).update();
    }

    /** Every hundredth run has the long one for its parent. */
    private void insertChildren() {
        jdbc.sql("""
                        UPDATE kagzi.run SET parent_run_id = :longRun
                         WHERE namespace_id = :namespace AND run_id > :longRun AND schedule_id IS NOT NULL AND id IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("longRun", longRun())
                .update();
    }

    private void insertHistory() {
        jdbc.sql("""
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, at)
                        SELECT namespace_id, run_id, h.seq, h.before, coalesce(h.after, status), least(h.seq - 1, 1), h.actor, created_at
                          FROM kagzi.run
                         CROSS JOIN (VALUES (1, '', 'PENDING', 'CLIENT'), (2, 'PENDING', 'RUNNING', 'WORKER'),
                                            (3, 'RUNNING', NULL, 'WORKER')) h (seq, before, after, actor)
                         WHERE namespace_id = ? AND id IS NOT NULL
                        """).param(namespaceId).update();
    }

    private void insertSteps() {
        jdbc.sql("""
                        INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                               claim_number, started_at, finished_at, output)
                        SELECT namespace_id, run_id, '', 'charge', n, n, 'STEP', 'COMPLETED', 1, 1, started_at, finished_at, '1'::bytea
                          FROM kagzi.run
                         CROSS JOIN LATERAL generate_series(1, CASE WHEN run_id = :longRun THEN :long ELSE 1 END) n
                         WHERE namespace_id = :namespace AND id IS NOT NULL
                        """)
                .param("namespace", namespaceId)
                .param("longRun", longRun())
                .param("long", LONG)
                .update();
    }
}
