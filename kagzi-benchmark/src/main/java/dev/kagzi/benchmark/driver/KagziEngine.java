package dev.kagzi.benchmark.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.IntStream;

/** Client and worker of Kagzi in this process; the server is a process of its own. */
final class KagziEngine implements Engine {

    private final Task task;
    private final String workflow;
    private final KagziApplication application;

    KagziEngine(Task task) {
        this.task = task;
        this.workflow = switch (task.workload()) {
            case W1, W3 -> OneStep.NAME;
            case W2 -> TenSteps.NAME;
            case W4 -> HundredChildren.NAME;
            case L1 -> LimitedWorkflows.ROOMY;
            case L2, L3, L4, L5 -> throw new IllegalArgumentException(task.workload() + " has a driver of its own");
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

    /** By the indexes that hold these: whoever looks for the end must not read all that has ended. */
    @Override
    public long unfinished(Connection database) throws SQLException {
        return Count.of(database, """
                SELECT (SELECT count(*) FROM kagzi.run WHERE lease_token IS NOT NULL)
                     + (SELECT count(*) FROM kagzi.run WHERE claimable)
                     + (SELECT count(*) FROM kagzi.run WHERE due_at IS NOT NULL)
                     + (SELECT count(*) FROM kagzi.run WHERE held_back)
                """);
    }

    /** All but the one that was there to register the workflow. */
    @Override
    public long correct(Connection database) throws SQLException {
        return Count.of(database, """
                SELECT count(*) FROM kagzi.run
                 WHERE status = 'COMPLETED' AND workflow = '%s' AND convert_from(input, 'UTF8') <> '-1' AND steps = %d
                   AND convert_from(output, 'UTF8')::json ->> 'number' = CASE json_typeof(convert_from(input, 'UTF8')::json)
                       WHEN 'object' THEN convert_from(input, 'UTF8')::json ->> 'number' ELSE convert_from(input, 'UTF8') END
                """.replace("%s", workflow)
                .replace("%d", String.valueOf(task.workload().steps())));
    }

    @Override
    public void close() {
        application.close();
    }
}
