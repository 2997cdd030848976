package dev.kagzi.server.test;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a server that is used keeps beside a namespace's million runs: events, schedules, workers, keys, the audit trail, other namespaces. */
final class BesideRuns {

    private static final String LATER = "clock_timestamp() + interval '30 days'";

    private final JdbcClient jdbc;
    private final UUID namespaceId;
    private final UUID longRun;

    BesideRuns(JdbcClient jdbc, UUID namespaceId, UUID longRun) {
        this.jdbc = jdbc;
        this.namespaceId = namespaceId;
        this.longRun = longRun;
    }

    void insert() {

        insertNamespaces();
        insertWorkflows();
        insertEvents();
        insertSchedules();
        insertAttempts();
        insertFigures();
        insertAudit();
        insertKeys();
        insertOpenRuns();
    }

    /** The same statement for this namespace, its long run, and how many of whatever it makes. */
    private void insert(String sql, int count) {
        jdbc.sql(sql)
                .param("namespace", namespaceId)
                .param("longRun", longRun)
                .param("count", count)
                .query()
                .listOfRows();
    }

    private void insertNamespaces() {
        insert("""
                WITH made AS (
                    INSERT INTO kagzi.namespace (namespace_id, name, created_at)
                    SELECT gen_random_uuid(), 'other-' || n, clock_timestamp() FROM generate_series(1, :count) n)
                SELECT :namespace, :longRun
                """, 500);
    }

    /** Without runs, but with what makes them, and in two versions. */
    private void insertWorkflows() {
        insert("""
                WITH made AS (
                    INSERT INTO kagzi.workflow (namespace_id, name, version, definition, declared_at)
                    SELECT :namespace, 'idle-' || n, v, convert_to(format('{"name":"idle-%s","version":%s}', n, v), 'UTF8'),
                           clock_timestamp()
                      FROM generate_series(1, :count) n, generate_series(1, 2) v)
                SELECT :longRun
                """, 200);
    }

    /** One of them has woken more runs than are shown. */
    private void insertEvents() {
        insert("""
                WITH made AS (
                    INSERT INTO kagzi.event (namespace_id, event_id, name, key, accepted_at, data, data_hash)
                    SELECT :namespace, gen_random_uuid(), 'event-' || n % 10, CASE WHEN n % 3 = 0 THEN '' ELSE 'key-' || n END,
                           clock_timestamp() - n * interval '1 s', '{"n":1}'::bytea, '\\x00'::bytea
                      FROM generate_series(1, :count) n
                    RETURNING event_id, name, key, accepted_at),
                numbered AS (SELECT *, row_number() OVER (ORDER BY accepted_at DESC) AS n FROM made),
                started AS (
                    INSERT INTO kagzi.event_start (namespace_id, event_id, workflow, run_id)
                    SELECT :namespace, event_id, 'load-' || n % 19, :longRun FROM numbered WHERE n % 4 = 0)
                INSERT INTO kagzi.event_read (namespace_id, run_id, event_id, branch, step, occurrence, name, key, accepted_at)
                SELECT :namespace, r.run_id, e.event_id, '', 'wait', 1, e.name, e.key, e.accepted_at
                  FROM (SELECT run_id, row_number() OVER () AS n FROM kagzi.run
                         WHERE namespace_id = :namespace AND id IS NOT NULL LIMIT 2000) r
                  JOIN numbered e ON e.n = CASE WHEN r.n < 1500 THEN 1 ELSE r.n END
                RETURNING run_id
                """, 100_000);
    }

    /** Paused, so that none fires meanwhile. The first has fired often. */
    private void insertSchedules() {
        insert("""
                WITH made AS (
                    INSERT INTO kagzi.schedule (namespace_id, schedule_id, workflow, cron, zone, overlap, catch_up, paused, version)
                    SELECT :namespace, 'schedule-' || n, 'load-' || n % 19, '0 * * * * *', 'UTC', 'SKIP', 0, true, 1
                      FROM generate_series(1, 300) n
                    RETURNING schedule_id)
                INSERT INTO kagzi.firing (namespace_id, schedule_id, fire_at, made_up, run_id, decided_at)
                SELECT :namespace, 'schedule-1', clock_timestamp() - n * interval '1 min', false, :longRun, clock_timestamp()
                  FROM generate_series(1, :count) n, (SELECT count(*) FROM made) all_made
                RETURNING schedule_id
                """, 20_000);
    }

    /** Each tenth step of the long run took two. */
    private void insertAttempts() {
        insert("""
                WITH changed AS (
                    UPDATE kagzi.step SET attempts = 2 WHERE namespace_id = :namespace AND run_id = :longRun AND occurrence % 10 = 0)
                INSERT INTO kagzi.step_attempt (namespace_id, run_id, branch, name, occurrence, attempt, started_at, finished_at, failure)
                SELECT :namespace, :longRun, '', 'charge', n * 10, a, clock_timestamp(), clock_timestamp(),
                       CASE WHEN a = 1 THEN '{"type":"a.B","message":"no"}'::bytea END
                  FROM generate_series(1, :count) n, generate_series(1, 2) a
                RETURNING attempt
                """, MillionRuns.LONG / 10);
    }

    /** What the runs of ten days come to. */
    private void insertFigures() {
        insert("""
                WITH ended AS (
                    SELECT date_trunc('minute', created_at) AS minute, workflow, count(*) AS runs,
                           count(*) FILTER (WHERE status = 'FAILED') AS failed
                      FROM kagzi.run WHERE namespace_id = :namespace GROUP BY 1, 2),
                of_workflows AS (
                    INSERT INTO kagzi.workflow_figure (namespace_id, minute, workflow, finished, failed)
                    SELECT :namespace, minute, workflow, runs, failed FROM ended
                     WHERE minute > clock_timestamp() - :count * interval '1 hour')
                INSERT INTO kagzi.run_figure (namespace_id, minute, started, completed, failed)
                SELECT :namespace, minute, sum(runs), sum(runs - failed), sum(failed) FROM ended
                 WHERE :longRun <> :namespace GROUP BY minute
                RETURNING minute
                """, 24);
    }

    private void insertAudit() {
        insert("""
                INSERT INTO kagzi.audit (audit_id, at, operation, target, namespace, address, status)
                SELECT gen_random_uuid(), clock_timestamp(), 'cancelRun', :longRun::text, CASE WHEN n % 2 = 0 THEN 'other-1' END,
                       '127.0.0.1', 200
                  FROM generate_series(1, :count) n WHERE :namespace <> :longRun
                RETURNING status
                """, 100_000);
    }

    private void insertKeys() {
        insert("""
                WITH made AS (
                    INSERT INTO kagzi.api_key (key_id, name, namespaces, roles, created_at)
                    SELECT gen_random_uuid(), 'key-' || n, '{other-1}', '{CLIENT}', clock_timestamp()
                      FROM generate_series(1, :count) n
                    RETURNING key_id)
                INSERT INTO kagzi.api_key_secret (secret_hash, key_id, request_id)
                SELECT sha256(key_id::text::bytea), key_id, gen_random_uuid() FROM made WHERE :namespace <> :longRun
                RETURNING key_id
                """, 500);
    }

    /** In a namespace of their own, 'other-1', so that nobody claims them: what is in line, held, waiting and in need of attention. */
    private void insertOpenRuns() {
        insert("""
                WITH other AS (SELECT namespace_id FROM kagzi.namespace WHERE name = 'other-1'),
                declared AS (
                    INSERT INTO kagzi.workflow (namespace_id, name, version, definition, declared_at)
                    SELECT namespace_id, 'load-' || n, 1, convert_to(format('{"name":"load-%%s","version":1}', n), 'UTF8'),
                           clock_timestamp()
                      FROM other, generate_series(0, 18) n),
                workers AS (
                    INSERT INTO kagzi.worker (namespace_id, worker_id, instance_id, application, slots, workflows, opened_at, last_seen_at)
                    SELECT namespace_id, gen_random_uuid(), gen_random_uuid(), 'application', 10,
                           convert_to(format('{"workflows":[{"name":"load-%%s","version":1}]}', n %% 19), 'UTF8'), clock_timestamp(), %1$s
                      FROM other, generate_series(1, 300) n
                    RETURNING worker_id),
                numbered AS (SELECT worker_id, row_number() OVER () AS place FROM workers),
                runs AS (
                    INSERT INTO kagzi.run (namespace_id, run_id, workflow, version, status, claim_order, claimable, claim_number, steps,
                           transitions, created_at, available_at, due_at, input_hash, failure, worker_id, lease_token, lease_expires_at,
                           request_id)
                    SELECT o.namespace_id, gen_random_uuid(), 'load-' || n %% 19, 1, s.status, clock_timestamp(), s.status = 'PENDING', 1,
                           CASE WHEN s.status = 'WAITING' THEN 1 ELSE 0 END, 1, clock_timestamp() - n * interval '1 s',
                           clock_timestamp(), CASE WHEN s.status = 'WAITING' THEN %1$s END, '\\x00'::bytea,
                           CASE WHEN s.status = 'NEEDS_ATTENTION' THEN '{"type":"a.B","message":"no"}'::bytea END,
                           w.worker_id, CASE WHEN s.status = 'RUNNING' THEN gen_random_uuid() END,
                           CASE WHEN s.status = 'RUNNING' THEN %1$s END, CASE WHEN s.status = 'RUNNING' THEN 1 END
                      FROM other o
                     CROSS JOIN generate_series(1, :count) n
                     CROSS JOIN LATERAL (SELECT CASE WHEN n %% 20 < 16 THEN 'PENDING' WHEN n %% 20 < 18 THEN 'WAITING'
                                                     WHEN n %% 20 < 19 THEN 'NEEDS_ATTENTION' ELSE 'RUNNING' END AS status) s
                      LEFT JOIN numbered w ON s.status = 'RUNNING' AND w.place = n %% 300 + 1
                    RETURNING namespace_id, run_id, status)
                INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts, claim_number,
                       started_at, due_at)
                SELECT namespace_id, run_id, '', 'sleep', 1, 1, 'SLEEP', 'WAITING', 0, 1, clock_timestamp(), %1$s
                  FROM runs WHERE status = 'WAITING' AND :namespace <> :longRun
                RETURNING run_id
                """.formatted(LATER), 50_000);
    }
}
