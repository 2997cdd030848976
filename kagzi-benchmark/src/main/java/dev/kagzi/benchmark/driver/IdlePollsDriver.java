package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Measures what workers without work cost the server, and how soon one of them gets a run. */
final class IdlePollsDriver {

    private static final int MOST = 10_000;
    private static final int FEWEST = 20;
    private static final int RUNS_OF_POLL = 4;
    private static final int PART = 10;
    private static final int PICK_UPS = 200;
    private static final int SHORTEST_IDLE = 5;

    /** Each service of the server looks by itself once in this time. */
    private static final int LONGEST_IDLE = 120;

    /** So that each start meets a server that does nothing else. */
    private static final double APART_SECONDS = 0.03;

    /** PostgreSQL's processes tell within ten seconds what they have done. */
    private static final double SETTLE_SECONDS = 11;

    /** Until a second answer with the same run would have come. */
    private static final double AFTER_SECONDS = 2;

    private static final String VM_RSS = "VmRSS:";

    private final Task task;
    private final Connection database;
    private final Map<String, Double> figures = new TreeMap<>();

    IdlePollsDriver(Task task, Connection database) {
        this.task = task;
        this.database = database;
    }

    /** The figures by name, with the number of polls at its end; throws when a run came to more polls than one. */
    Map<String, Double> measure() throws Exception {
        int most = Math.max(FEWEST, Math.min(MOST, task.runs() / RUNS_OF_POLL));
        try (IdleWorkers workers = new IdleWorkers(task.server().url())) {
            workers.openUpTo(most / PART);
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
            while (System.nanoTime() - warm < 0) {
                workers.pickUpNanos();
            }
            measure(workers, most / PART);
            long begun = System.nanoTime();
            workers.openUpTo(most);
            figures.put("openedPerSecond", (most - most / PART) * 1e9 / (System.nanoTime() - begun));
            measure(workers, most);
            measureWakeUps(workers, most);
            figures.put("unavailable", (double) workers.unavailableSoFar());
            expectOneClaimEach(workers.started());
        }
        return figures;
    }

    private void measure(IdleWorkers workers, int polls) throws Exception {
        workers.idle(SETTLE_SECONDS);
        measureIdle(workers, polls);
        measurePickUps(workers, polls);
    }

    private void measureIdle(IdleWorkers workers, int polls) throws IOException, SQLException {
        Costs costsBefore = Costs.now(task, database);
        long transactionsBefore = transactions();
        long begun = System.nanoTime();
        workers.idle(Math.max(SHORTEST_IDLE, Math.min(LONGEST_IDLE, 2 * task.warmUpSeconds())));
        double seconds = (System.nanoTime() - begun) / 1e9;
        // One of them was the question itself.
        double transactions = transactions() - transactionsBefore - 1.0;
        Costs costs = Costs.now(task, database).since(costsBefore);
        figures.put("serverMegabytes" + polls, megabytes(task.server().pid()));
        figures.put("serverCpuPercent" + polls, costs.server() * 100 / seconds);
        figures.put("postgresCpuPercent" + polls, costs.postgres() * 100 / seconds);
        figures.put("transactionsPerSecond" + polls, Math.max(0, transactions / seconds));
    }

    private void measurePickUps(IdleWorkers workers, int polls) throws IOException, TimeoutException {
        Durations pickUps = new Durations();
        for (int i = 0; i < Math.min(PICK_UPS, task.runs()); i++) {
            workers.idle(APART_SECONDS);
            pickUps.add(workers.pickUpNanos());
        }
        workers.idle(AFTER_SECONDS);
        figures.put("pickUpP50Millis" + polls, pickUps.millis(50));
        figures.put("pickUpP99Millis" + polls, pickUps.millis(99));
    }

    private void measureWakeUps(IdleWorkers workers, int polls) throws IOException, TimeoutException {
        Durations wakeUps = new Durations();
        for (int i = 0; i < Math.min(PICK_UPS, task.runs()); i++) {
            wakeUps.add(workers.wakeUpNanos());
        }
        figures.put("wakeUpP50Millis" + polls, wakeUps.millis(50));
        figures.put("wakeUpP99Millis" + polls, wakeUps.millis(99));
    }

    private long transactions() throws SQLException {
        return Count.of(
                database,
                "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()");
    }

    /** What the process has in memory, 0 where the kernel does not tell. */
    private static double megabytes(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(VM_RSS))
                .mapToDouble(line -> Double.parseDouble(line.substring(VM_RSS.length())
                                .replace("kB", "")
                                .strip())
                        / 1_024)
                .sum();
    }

    private void expectOneClaimEach(int runs) throws SQLException {
        long correct =
                Count.of(database, "SELECT count(*) FROM kagzi.run WHERE status = 'COMPLETED' AND claim_number = 1");
        if (correct != runs) {
            throw new IllegalStateException("%d of %d runs were claimed once and completed".formatted(correct, runs));
        }
    }
}
