package dev.kagzi.benchmark.driver;

import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Measures what limits do to a server that is full. */
final class LimitsDriver {

    /** The customer that has more runs than anybody. */
    static final String CROWD = "crowd";

    private static final int BATCH = 1_000;
    private static final int CROWDED = 5;
    private static final int BLOCKED = 50;
    private static final int REPEATS = 5;
    private static final int OF_ONE_CUSTOMER = 100;
    private static final int PICK_UPS = 500;
    private static final int PERIOD_SECONDS = 2;
    private static final int PERIODS = 5;
    private static final long LOOK_MILLIS = 5;
    private static final Duration LONGEST_BY_PRIORITY = Duration.ofMinutes(4);

    private final Task task;
    private final Connection database;
    private final Map<String, Double> figures = new TreeMap<>();
    private int next;

    LimitsDriver(Task task, Connection database) {
        this.task = task;
        this.database = database;
    }

    /** The figures by name. */
    Map<String, Double> measure() throws Exception {
        try (KagziApplication kagzi = new KagziApplication(
                task, "kagzi.workflows.throttled.throttle=%d/%ds".formatted(throttle(), PERIOD_SECONDS))) {
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
            for (int number = 0; System.nanoTime() - warm < 0; number++) {
                kagzi.startAndAwait(OneStep.NAME, number);
            }
            switch (task.workload()) {
                case L2 -> measureTurns(kagzi);
                case L3 -> measurePickUp(kagzi);
                case L4 -> measureThrottle(kagzi);
                case L5 -> measurePriority(kagzi);
                default -> throw new IllegalArgumentException(task.workload() + " is not about limits");
            }
        }
        return figures;
    }

    private void measureTurns(KagziApplication kagzi) throws Exception {
        double alone = medianOfCustomers(kagzi, "alone-");
        enqueue(kagzi, LimitedWorkflows.FIVE, CROWD, CROWDED * task.runs());
        double beside = medianOfCustomers(kagzi, "beside-");
        figures.put("aloneMillis", alone);
        figures.put("besideMillis", beside);
        figures.put("besideToAlone", beside / alone);
        figures.put("waitingBeside", (double) CROWDED * task.runs() - Arrivals.count(CROWD));
    }

    private double medianOfCustomers(KagziApplication kagzi, String names) throws Exception {
        double[] millis = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            String customer = names + i;
            millis[i] = Arrivals.millisOf(
                    customer, OF_ONE_CUSTOMER, () -> enqueue(kagzi, LimitedWorkflows.FIVE, customer, OF_ONE_CUSTOMER));
        }
        Arrays.sort(millis);
        return millis[REPEATS / 2];
    }

    private void measurePickUp(KagziApplication kagzi) throws Exception {
        enqueue(kagzi, LimitedWorkflows.ONE, CROWD, BLOCKED * task.runs());
        pickUp(kagzi, "otherWorkflow", LimitedWorkflows.LOW);
        pickUp(kagzi, "otherKey", LimitedWorkflows.ONE);
        figures.put("blocked", (double) Count.of(database, "SELECT count(*) FROM kagzi.run WHERE held_back"));
        LimitedWorkflows.door.countDown();
    }

    /** Times from the start of a run to its body. */
    private void pickUp(KagziApplication kagzi, String name, String workflow) throws Exception {
        double[] millis = new double[PICK_UPS];
        for (int i = 0; i < PICK_UPS; i++) {
            Order order = new Order(next++, name + i);
            millis[i] = Arrivals.millisOf(order.customer(), 1, () -> kagzi.start(workflow, order));
        }
        Arrays.sort(millis);
        figures.put(name + "P50Millis", millis[PICK_UPS / 2]);
        figures.put(name + "P99Millis", millis[PICK_UPS * 99 / 100]);
    }

    private int throttle() {
        return Math.max(4, task.runs() / 10);
    }

    private void measureThrottle(KagziApplication kagzi) throws Exception {
        int runs = throttle() * PERIODS;
        Arrivals.millisOf(CROWD, runs, () -> enqueue(kagzi, LimitedWorkflows.THROTTLED, CROWD, runs));
        String firstClaims = """
                SELECT h.at FROM kagzi.run r JOIN kagzi.run_history h ON h.namespace_id = r.namespace_id AND h.run_id = r.run_id
                 WHERE r.workflow = 'throttled' AND h.to_status = 'RUNNING' AND h.claim_number = 1""";
        long most = Count.of(
                database,
                "SELECT max(n) FROM (SELECT count(*) OVER (ORDER BY at RANGE BETWEEN CURRENT ROW AND interval '%s' FOLLOWING) AS n"
                                .formatted(PERIOD_SECONDS + " s' - interval '1 us")
                        + " FROM (" + firstClaims + ") c) w");
        if (most > throttle()) {
            throw new IllegalStateException("%d first claims in one period, of %d allowed".formatted(most, throttle()));
        }
        // From the end of the first burst, so that however long it takes, only the time between bursts counts.
        long micros = Count.of(
                database,
                "SELECT extract(epoch FROM max(at) - (array_agg(at ORDER BY at))[%d]) * 1000000 FROM ("
                                .formatted(throttle())
                        + firstClaims + ") c");
        figures.put("allowedPerPeriod", (double) throttle());
        figures.put("mostInAnyPeriod", (double) most);
        figures.put("rateToAllowed", (runs - throttle()) * PERIOD_SECONDS * 1e6 / micros / throttle());
    }

    /** As many runs of each priority are started, as soon as those of the higher one have almost been done. */
    private void measurePriority(KagziApplication kagzi) throws Exception {
        long begun = System.nanoTime();
        long nanos = Math.min(LONGEST_BY_PRIORITY.toNanos(), TimeUnit.MILLISECONDS.toNanos(task.runs() * 12L));
        long started = 0;
        while (System.nanoTime() - begun < nanos) {
            if (started - Arrivals.count(LimitedWorkflows.HIGH) < 2 * BATCH) {
                enqueue(kagzi, LimitedWorkflows.LOW, LimitedWorkflows.LOW, BATCH);
                enqueue(kagzi, LimitedWorkflows.HIGH, LimitedWorkflows.HIGH, BATCH);
                started += BATCH;
            } else {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        double low = Arrivals.count(LimitedWorkflows.LOW);
        double done = low + Arrivals.count(LimitedWorkflows.HIGH);
        figures.put("lowShare", low / done);
        figures.put("runsPerSecond", done * 1e9 / (System.nanoTime() - begun));
    }

    private void enqueue(KagziApplication kagzi, String workflow, String customer, int count) {
        for (int done = 0; done < count; done += BATCH) {
            kagzi.startAll(IntStream.range(done, Math.min(count, done + BATCH))
                    .mapToObj(i -> KagziApplication.startOf(workflow, new Order(next++, customer))));
        }
    }
}
