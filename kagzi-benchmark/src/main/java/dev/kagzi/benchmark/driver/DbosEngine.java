package dev.kagzi.benchmark.driver;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** DBOS Transact, a library in this process. Enqueueing alone is an instance that listens to no queue that has anything. */
final class DbosEngine implements Engine {

    private static final int QUEUES = 4;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final String NOTHING = "nothing";

    private final Task task;
    private final boolean queued;
    /** Of a run that is no parent. */
    private final int steps;

    private final HikariDataSource pool;
    private Instance instance;

    DbosEngine(Task task, boolean queued) {
        this.task = task;
        this.queued = queued;
        this.steps = task.workload() == Workload.W4 ? 1 : task.workload().steps();
        this.pool = Pool.of(task);
        this.instance = new Instance(false);
    }

    /** What DBOS calls through its proxy. */
    public interface Workflows {

        Body.Result run(int number);

        Body.Result parent(int number);
    }

    private final class Instance implements Workflows {

        private final DBOS dbos;
        private final Workflows proxy;

        Instance(boolean executes) {
            DBOSConfig config =
                    DBOSConfig.defaults("benchmark").withDataSource(pool).withAppVersion("1");
            Queue[] queues = IntStream.range(0, QUEUES)
                    .mapToObj(number -> new Queue(queue(number))
                            .withWorkerConcurrency(Math.max(1, task.concurrency() / QUEUES))
                            .withPollingInterval(POLL))
                    .toArray(Queue[]::new);
            dbos = new DBOS(executes ? config : config.withListenQueue(NOTHING));
            proxy = dbos.registerProxy(Workflows.class, this);
            dbos.registerQueues(queues);
            dbos.registerQueue(new Queue(NOTHING));
            dbos.launch();
        }

        @Override
        @Workflow(name = "run")
        public Body.Result run(int number) {
            Body.Result last = step(number, 1);
            for (int step = 2; step <= steps; step++) {
                last = step(number, step);
            }
            return last;
        }

        @Override
        @Workflow(name = "parent")
        public Body.Result parent(int number) {
            List<WorkflowHandle<Body.Result, RuntimeException>> children = IntStream.rangeClosed(
                            1, task.workload().steps())
                    .mapToObj(child ->
                            dbos.startWorkflow(() -> proxy.run(child), options("child-" + number + "-" + child, child)))
                    .toList();
            int sum = children.stream()
                    .mapToInt(child -> child.getResult().number())
                    .sum();
            return new Body.Result(number, sum, Body.TEXT);
        }

        private Body.Result step(int number, int step) {
            return dbos.runStep(() -> Body.run(number, step), "work");
        }

        WorkflowHandle<Body.Result, RuntimeException> start(int number) {
            boolean isParent = task.workload() == Workload.W4;
            return dbos.startWorkflow(
                    () -> isParent ? proxy.parent(number) : proxy.run(number), options("run-" + number, number));
        }

        private StartWorkflowOptions options(String id, int number) {
            StartWorkflowOptions options = new StartWorkflowOptions(id);
            return queued ? options.withQueue(queue(number % QUEUES)) : options;
        }
    }

    private static String queue(int number) {
        return "queue-" + number;
    }

    @Override
    public void enqueue(int number) {
        instance.start(number);
    }

    @Override
    public void startWorker() {
        instance.dbos.shutdown();
        instance = new Instance(true);
    }

    @Override
    public void stopWorker() {
        instance.dbos.shutdown();
        instance = new Instance(false);
    }

    @Override
    public void startAndAwait(int number) {
        Body.Result result = instance.start(number).getResult();
        if (result.number() != number) {
            throw new IllegalStateException("Run " + number + " has the result " + result);
        }
    }

    @Override
    public boolean isAnyUnfinished(Connection database) throws SQLException {
        return Count.of(
                        database,
                        "SELECT count(*) FROM dbos.workflow_status WHERE status <> 'SUCCESS' AND queue_name IS DISTINCT FROM '%s'"
                                .formatted(NOTHING))
                > 0;
    }

    /** What sleeps is in the memory of a process: it has only those that have ended, and those that nobody executes. */
    @Override
    public void crowd(Crowd crowd) throws SQLException {
        Map<String, String> ended = Map.of("workflow_uuid", "'crowd-ended-' || copy");
        crowd.copy("dbos.workflow_status", "workflow_uuid = 'run-0'", crowd.ended(), ended);
        crowd.copy("dbos.operation_outputs", "workflow_uuid = 'run-0'", crowd.ended(), ended);
        crowd.copy(
                "dbos.workflow_status",
                "workflow_uuid = 'run-0'",
                crowd.others(),
                Map.of(
                        "workflow_uuid",
                        "'crowd-waiting-' || copy",
                        "status",
                        "'ENQUEUED'",
                        "queue_name",
                        "'" + NOTHING + "'",
                        "output",
                        "NULL"));
        crowd.settle();
    }

    @Override
    public long correct(Connection database) throws SQLException {
        if (task.workload() == Workload.W4) {
            return Count.of(database, """
                    SELECT count(*) FROM dbos.workflow_status w
                     WHERE workflow_uuid LIKE 'run-%' AND status = 'SUCCESS'
                       AND (SELECT count(*) FROM dbos.workflow_status c
                             WHERE c.workflow_uuid LIKE 'child-' || substr(w.workflow_uuid, 5) || '-%'
                               AND c.status = 'SUCCESS') = 100
                    """);
        }
        return Count.of(
                database, """
                SELECT count(*) FROM dbos.workflow_status w
                 WHERE status = 'SUCCESS' AND workflow_uuid LIKE 'run-%' AND output LIKE '%' || substr(workflow_uuid, 5) || '%'
                   AND (SELECT count(*) FROM dbos.operation_outputs o WHERE o.workflow_uuid = w.workflow_uuid) = %d
                """.replace("%d", String.valueOf(task.workload().steps())));
    }

    @Override
    public void close() {
        instance.dbos.shutdown();
        pool.close();
    }
}
