package dev.kagzi.benchmark.driver;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures one competitor with one workload. */
public final class Driver {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int WARM_UP_RUNS = 10_000;
    private static final long LOOK_MILLIS = 5;

    /** The part of a latency's warm-up that is like what is measured. */
    private static final int ALONE = 4;

    private final Competitor competitor;
    private final Task task;
    private final Map<String, Double> figures = new TreeMap<>();

    public Driver(Competitor competitor, Task task) {
        this.competitor = competitor;
        this.task = task;
    }

    /** The figures by name; throws when a result is wrong or missing. */
    public Map<String, Double> measure() throws Exception {
        try (Connection database = DriverManager.getConnection(task.databaseUrl())) {
            return switch (task.workload()) {
                case W1, W2, W3, W4, W5, L1 -> measureCompetitor(database);
                case L2, L3, L4, L5 -> new LimitsDriver(task, database).measure();
                case E1 -> new EnqueueDriver(task, database).measure();
                case N1 -> new NamespacesDriver(task, database).measure();
                case S1 -> new LongRunDriver(task).measure();
                case P1 -> new IdlePollsDriver(task, database).measure();
                case O1 -> new OverloadDriver(task, database).measure();
            };
        }
    }

    private Map<String, Double> measureCompetitor(Connection database) throws Exception {
        try (Engine engine = competitor.engine(task)) {
            if (task.workload().isDrain()) {
                measureDrain(engine, database);
            } else {
                measureLatency(engine, database);
            }
        }
        return figures;
    }

    private Map<String, Double> measureAlone(Connection database) throws Exception {
        return switch (task.workload()) {
            case P1 -> new IdlePollsDriver(task, database).measure();
            case O1 -> new OverloadDriver(task, database).measure();
            default -> new LimitsDriver(task, database).measure();
        };
    }

    private void measureDrain(Engine engine, Connection database) throws Exception {
        Numbers numbers = new Numbers(engine);
        if (task.workload() == Workload.W5) {
            // Before the warm-up: right after it server and driver take more time for a run than they do a little
            // later.
            engine.crowd(new Crowd(database, task.runs()));
        }
        long warm = warmEnd();
        do {
            enqueueToWarmUp(numbers);
            drain(engine, database, warmUpRuns());
            engine.stopWorker();
        } while (System.nanoTime() - warm < 0);
        int before = numbers.count();

        // Before and not after: what the drain writes would be the whole pages that PostgreSQL keeps after a
        // checkpoint.
        checkpoint(database);
        // A tenth from one thread, half from sixteen, the rest in batches where there are any.
        int alone = task.runs() / 10;
        int many = task.runs() / 2;
        figures.put("enqueuePerSecond1", alone / numbers.enqueue(alone, 1));
        figures.put("enqueuePerSecond16", many / numbers.enqueue(many, Clients.MANY));
        int rest = task.runs() - alone - many;
        double batched = numbers.enqueueBatches(rest);
        if (batched > 0) {
            figures.put("enqueuePerSecondBatch", rest / batched);
        }

        Costs begun = Costs.now(task, database);
        double seconds = drain(engine, database, task.runs());
        Costs costs = Costs.now(task, database).since(begun);
        figures.put("runsPerSecond", task.runs() / seconds);
        figures.put("stepsPerSecond", task.runs() * (double) task.workload().steps() / seconds);
        costs.perThousand(task.runs()).forEach(figures::put);
        if (task.workload() == Workload.W5) {
            figures.put("scansOfWholeTables", costs.scans());
        }
        if (competitor == Competitor.RESTATE) {
            // Its log is not PostgreSQL's.
            figures.remove("walBytesPerRun");
        }
        expectCorrect(engine, database, before + task.runs());
    }

    /** One way as the other, since both are measured. */
    private void enqueueToWarmUp(Numbers numbers) throws Exception {
        int half = warmUpRuns() / 2;
        numbers.enqueue(half, Clients.MANY);
        numbers.enqueueBatches(warmUpRuns() - half);
    }

    /** By many clients first: one alone takes minutes until everything is compiled. Says how many runs it took. */
    private int warmLatencyUp(Engine engine) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long end = warmEnd();
        long alone = end - TimeUnit.SECONDS.toNanos(task.warmUpSeconds()) / ALONE;
        try (Clients clients = new Clients(Clients.MANY)) {
            clients.run(() -> {
                do {
                    engine.startAndAwait(next.getAndIncrement());
                } while (System.nanoTime() - alone < 0);
            });
        }
        while (System.nanoTime() - end < 0) {
            engine.startAndAwait(next.getAndIncrement());
        }
        return next.get();
    }

    private int warmUpRuns() {
        return Math.min(task.runs(), WARM_UP_RUNS);
    }

    private long warmEnd() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
    }

    /** Seconds from the first body until all runs have ended, by what the database says. */
    private double drain(Engine engine, Connection database, int runs) throws Exception {
        Body.expect(runs * task.workload().steps());
        engine.startWorker();
        if (!Body.expected().await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("Only %d of %d steps were executed within %s"
                    .formatted(Body.entered(), runs * task.workload().steps(), LONGEST));
        }
        while (engine.isAnyUnfinished(database)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return (System.nanoTime() - Body.firstNanos()) / 1e9;
    }

    private void measureLatency(Engine engine, Connection database) throws Exception {
        engine.startWorker();
        int warmUp = warmLatencyUp(engine);
        double[] millis = new double[task.runs()];
        long first = System.nanoTime();
        for (int i = 0; i < millis.length; i++) {
            long begun = System.nanoTime();
            engine.startAndAwait(warmUp + i);
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        double seconds = (System.nanoTime() - first) / 1e9;
        Arrays.sort(millis);
        figures.put("p50Millis", millis[millis.length / 2]);
        figures.put("p99Millis", millis[Math.min(millis.length - 1, millis.length * 99 / 100)]);
        if (task.workload() == Workload.W4) {
            figures.put(
                    "childrenPerSecond", task.runs() * (double) task.workload().steps() / seconds);
        }
        while (engine.isAnyUnfinished(database)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        expectCorrect(engine, database, warmUp + task.runs());
    }

    private void expectCorrect(Engine engine, Connection database, int runs) throws SQLException {
        long correct = engine.correct(database);
        if (correct != runs) {
            throw new IllegalStateException("%d of %d runs have the result they should have: %s %s"
                    .formatted(correct, runs, competitor.label(), task.workload()));
        }
    }

    private static void checkpoint(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }
}
