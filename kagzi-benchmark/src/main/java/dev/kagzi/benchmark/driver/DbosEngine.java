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
import java.util.stream.IntStream;

/** DBOS Transact, a library in this process. Enqueueing alone is an instance that listens to no queue that has anything. */
final class DbosEngine implements Engine {

    private static final int QUEUES = 4;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final String NOTHING = "nothing";

    private final Task task;
    private final boolean queued;
    private final HikariDataSource pool;
    private Instance instance;

    DbosEngine(Task task, boolean queued) {
        this.task = task;
        this.queued = queued;
        this.pool = Pool.of(task);
        this.instance = new Instance(false);
    }

    /** What DBOS calls through its proxy. */
    public interface Workflows {

        Body.Result run(int number);
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
            for (int step = 2; step <= task.workload().steps(); step++) {
                last = step(number, step);
            }
            return last;
        }

        private Body.Result step(int number, int step) {
            return dbos.runStep(() -> Body.run(number, step), "work");
        }

        WorkflowHandle<Body.Result, RuntimeException> start(int number) {
            StartWorkflowOptions options = new StartWorkflowOptions("run-" + number);
            return dbos.startWorkflow(
                    () -> proxy.run(number), queued ? options.withQueue(queue(number % QUEUES)) : options);
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
    public long unfinished(Connection database) throws SQLException {
        return Count.of(database, "SELECT count(*) FROM dbos.workflow_status WHERE status <> 'SUCCESS'");
    }

    @Override
    public long correct(Connection database) throws SQLException {
        return Count.of(
                database, """
                SELECT count(*) FROM dbos.workflow_status w
                 WHERE status = 'SUCCESS' AND output LIKE '%' || substr(workflow_uuid, 5) || '%'
                   AND (SELECT count(*) FROM dbos.operation_outputs o WHERE o.workflow_uuid = w.workflow_uuid) = %d
                """.replace("%d", String.valueOf(task.workload().steps())));
    }

    @Override
    public void close() {
        instance.dbos.shutdown();
        pool.close();
    }
}
