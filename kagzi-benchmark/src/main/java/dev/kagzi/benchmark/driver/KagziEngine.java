package dev.kagzi.benchmark.driver;

import dev.kagzi.client.Run;
import dev.kagzi.protocol.RunStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Client and worker of Kagzi in this process; the server is a process of its own. */
final class KagziEngine implements Engine {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Task task;
    private final String workflow;
    private final KagziApplication application;

    KagziEngine(Task task) {
        this.task = task;
        this.workflow = switch (task.workload()) {
            case W1, W3, W5, E1 -> OneStep.NAME;
            case W2 -> TenSteps.NAME;
            case W4 -> HundredChildren.NAME;
            case L1 -> LimitedWorkflows.ROOMY;
            case L2, L3, L4, L5, N1, S1, P1, O1 ->
                throw new IllegalArgumentException(task.workload() + " has a driver of its own");
        };
        this.application = new KagziApplication(task);
        stopWorker();
    }

    @Override
    public void enqueue(int number) {
        application.start(workflow, input(number));
    }

    @Override
    public boolean enqueueBatch(int firstNumber, int count) {
        application.startAll(IntStream.range(firstNumber, firstNumber + count)
                .mapToObj(number -> KagziApplication.startOf(workflow, input(number))));
        return true;
    }

    private Object input(int number) {
        return task.workload() == Workload.L1 ? Order.of(number) : number;
    }

    @Override
    public void startWorker() {
        application.startWorker();
    }

    @Override
    public void stopWorker() {
        application.stopWorker();
    }

    @Override
    public void startAndAwait(int number) {
        application.startAndAwait(workflow, number);
    }

    /** By the indexes that hold these: whoever looks for the end must not read all that has ended, nor the crowd of W5. */
    @Override
    public boolean isAnyUnfinished(Connection database) throws SQLException {
        return isAnyUnfinished(database, workflow);
    }

    static boolean isAnyUnfinished(Connection database, String workflow) throws SQLException {
        return Count.of(database, """
                SELECT count(*) WHERE EXISTS (SELECT FROM kagzi.run WHERE lease_token IS NOT NULL)
                    OR EXISTS (SELECT FROM kagzi.namespace n JOIN kagzi.run r ON r.namespace_id = n.namespace_id
                                WHERE r.claimable AND r.workflow IN ('%s', '%s'))
                    OR EXISTS (SELECT FROM kagzi.run WHERE due_at < now() + interval '1 hour')
                    OR EXISTS (SELECT FROM kagzi.run WHERE held_back AND started_at IS NULL)
                    OR EXISTS (SELECT FROM kagzi.run WHERE held_back AND started_at IS NOT NULL)
                """.formatted(workflow, OneStep.NAME)) > 0;
    }

    /** Copies have the input of the first run of all, which is not counted among the correct ones. */
    @Override
    public void crowd(Crowd crowd) throws SQLException {
        application.startWorker();
        Run<?> ended = application.startAndAwait(OneStep.NAME, -1);
        Run<?> sleeping = application.start(Sleeper.NAME, -1);
        while (sleeping.status() != RunStatus.WAITING) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        application.stopWorker();
        Run<?> unclaimed = application.start(OneStep.NAME, -1);
        copy(crowd, ended, crowd.ended(), Map.of());
        copy(crowd, sleeping, crowd.others(), Map.of());
        copy(crowd, unclaimed, crowd.others(), Map.of("workflow", "'nobody-offers-it'"));
        crowd.settle();
    }

    private static void copy(Crowd crowd, Run<?> run, int copies, Map<String, String> changes) throws SQLException {
        Map<String, String> ofRun = new HashMap<>(changes);
        // In the order of time, as all are; the end tells copies of different runs apart.
        ofRun.put(
                "run_id",
                "('00' || lpad(to_hex(copy), 10, '0') || '%s')::uuid"
                        .formatted(run.runId().replace("-", "").substring(12)));
        for (String table : List.of("run", "step", "run_history")) {
            crowd.copy("kagzi." + table, "run_id = '" + run.runId() + "'", copies, ofRun);
        }
    }

    /** All but the one that was there to register the workflow. */
    @Override
    public long correct(Connection database) throws SQLException {
        return correct(database, workflow, task.workload().steps());
    }

    static long correct(Connection database, String workflow, int steps) throws SQLException {
        return Count.of(database, """
                SELECT count(*) FROM kagzi.run
                 WHERE status = 'COMPLETED' AND workflow = '%s' AND convert_from(input, 'UTF8') <> '-1' AND steps = %d
                   AND convert_from(output, 'UTF8')::json ->> 'number' = CASE json_typeof(convert_from(input, 'UTF8')::json)
                       WHEN 'object' THEN convert_from(input, 'UTF8')::json ->> 'number' ELSE convert_from(input, 'UTF8') END
                """.replace("%s", workflow).replace("%d", String.valueOf(steps)));
    }

    @Override
    public void close() {
        application.close();
    }
}
