package dev.kagzi.benchmark.driver;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** db-scheduler, a library in this process. It has neither steps nor results: a run is one task, gone when it is done. */
final class DbSchedulerEngine implements Engine {

    private static final int MAX_THREADS = 100;
    private static final String LATER = "later";
    private static final Duration POLL = Duration.ofMillis(10);
    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (
                task_name text NOT NULL, task_instance text NOT NULL, task_data bytea, execution_time timestamptz NOT NULL,
                picked boolean NOT NULL, picked_by text, last_success timestamptz, last_failure timestamptz,
                consecutive_failures int, last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
                PRIMARY KEY (task_name, task_instance));
            CREATE INDEX ON scheduled_tasks (execution_time);
            CREATE INDEX ON scheduled_tasks (last_heartbeat);
            """;

    private final Task task;
    private final HikariDataSource pool;
    private final OneTimeTask<Integer> work;
    private final Set<Integer> executed = ConcurrentHashMap.newKeySet();
    private final Map<Integer, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private Scheduler scheduler;
    private @Nullable Scheduler started;

    DbSchedulerEngine(Task task) {
        this.task = task;
        this.pool = Pool.of(task);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        this.work = Tasks.oneTime("work", Integer.class).execute((instance, context) -> execute(instance.getData()));
        this.scheduler = scheduler();
    }

    private Scheduler scheduler() {
        return Scheduler.create(pool, work)
                .threads(Math.min(task.concurrency(), MAX_THREADS))
                .pollUsingLockAndFetch(0.5, 4.0)
                .pollingInterval(POLL)
                .enableImmediateExecution()
                .build();
    }

    private void execute(int number) {
        Body.run(number, 1);
        if (!executed.add(number)) {
            throw new IllegalStateException("Run " + number + " was executed twice");
        }
        CountDownLatch latch = awaited.remove(number);
        if (latch != null) {
            latch.countDown();
        }
    }

    private TaskInstance<Integer> instance(int number) {
        return work.instance(Integer.toString(number), number);
    }

    @Override
    public void enqueue(int number) {
        scheduler.schedule(instance(number), Instant.now());
    }

    @Override
    public boolean enqueueBatch(int firstNumber, int count) {
        scheduler.scheduleBatch(
                IntStream.range(firstNumber, firstNumber + count)
                        .mapToObj(this::instance)
                        .collect(Collectors.toList()),
                Instant.now());
        return true;
    }

    @Override
    public void startWorker() {
        scheduler.start();
        started = scheduler;
    }

    @Override
    public void stopWorker() {
        if (started != null) {
            started.stop();
            started = null;
        }
        scheduler = scheduler();
    }

    /** It keeps no result: what is waited for is the end of the body. */
    @Override
    public void startAndAwait(int number) {
        CountDownLatch latch = new CountDownLatch(1);
        awaited.put(number, latch);
        enqueue(number);
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Run " + number + " was not executed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean isAnyUnfinished(Connection database) throws SQLException {
        return Count.of(
                        database,
                        "SELECT count(*) FROM scheduled_tasks WHERE execution_time < now() + interval '1 hour'")
                > 0;
    }

    /** It keeps nothing of those that have ended. */
    @Override
    public void crowd(Crowd crowd) throws SQLException {
        scheduler.schedule(work.instance(LATER, 0), Instant.now().plus(Duration.ofDays(30)));
        crowd.copy(
                "scheduled_tasks",
                "task_instance = '" + LATER + "'",
                2 * crowd.others(),
                Map.of("task_instance", "'" + LATER + "-' || copy"));
        crowd.settle();
    }

    @Override
    public long correct(Connection database) {
        return executed.size();
    }

    @Override
    public void close() {
        if (started != null) {
            started.stop();
        }
        pool.close();
    }
}
