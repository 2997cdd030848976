package dev.kagzi.benchmark.driver;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Measures what the server does with more starts than it can take, while a worker of this process executes those it has taken. */
final class OverloadDriver {

    private static final List<Integer> CLIENTS = List.of(16, 64, 256);
    private static final int MOST_CONNECTIONS = 8_000;
    private static final int FEWEST_CONNECTIONS = 100;
    private static final int RUNS_OF_CONNECTION = 10;
    private static final int TIMES = 5;
    private static final int SECONDS = 5;
    /** With fewer it is a trial whether it works, and a second each is enough. */
    private static final int FEWEST_RUNS = 1_000;

    private static final double WARM_UP_SECONDS = 1;
    private static final double LOOK_SECONDS = 0.5;
    private static final double NORMAL = 0.8;
    private static final int LONGEST_SECONDS = 300;
    private static final long LOOK_MILLIS = 5;
    private static final int ACCEPTED = 201;
    private static final int REFUSED = 429;

    private final Task task;
    private final Connection database;
    private final Map<String, Double> figures = new TreeMap<>();
    private final int secondsEach;
    private int peakClients;

    OverloadDriver(Task task, Connection database) {
        this.task = task;
        this.secondsEach = task.runs() < FEWEST_RUNS ? 1 : SECONDS;
        this.database = database;
    }

    /** The figures by name; throws when a start had another answer or an accepted run was not completed. */
    Map<String, Double> measure() throws Exception {
        KagziApplication worker = new KagziApplication(task);
        try (StartRequests starts = new StartRequests(task.server().url())) {
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
            do {
                measurePeak(starts, WARM_UP_SECONDS);
            } while (System.nanoTime() - warm < 0);
            double peak = measurePeak(starts, secondsEach);
            figures.put("peakPerSecond", peak);
            figures.put("peakClients", (double) peakClients);
            long claimedAgainBefore = claimedAgain();
            ServerMetrics before = ServerMetrics.now(task.server());
            OfferedStarts offered = overload(starts, peak);
            long end = System.nanoTime();
            starts.awaitAnswers();
            measureAnswers(offered, before, peak);
            measureRecovery(starts, peak, end);
            figures.put("leasesExpired", ServerMetrics.now(task.server()).expirationsSince(before));
            figures.put("runsClaimedAgain", (double) claimedAgain() - claimedAgainBefore);
            expectCompleted(starts.accepted());
        } finally {
            worker.close();
        }
        return figures;
    }

    /** More clients fill larger transactions, until their number costs more than that gains. */
    private double measurePeak(StartRequests starts, double seconds) throws Exception {
        double peak = 0;
        for (int clients : CLIENTS) {
            double rate = starts.closedLoop(clients, seconds);
            peakClients = rate > peak ? clients : peakClients;
            peak = Math.max(peak, rate);
            awaitDrained();
        }
        return peak;
    }

    private OfferedStarts overload(StartRequests starts, double peak) throws Exception {
        int connections = Math.max(FEWEST_CONNECTIONS, Math.min(MOST_CONNECTIONS, task.runs() / RUNS_OF_CONNECTION));
        starts.connect(connections);
        Costs costsBefore = Costs.now(task, database);
        long generatorBefore = generatorNanos();
        long begun = System.nanoTime();
        OfferedStarts offered = starts.openLoop(TIMES * peak, Math.max(secondsEach, task.warmUpSeconds()));
        double nanos = System.nanoTime() - begun;
        Costs costs = Costs.now(task, database).since(costsBefore);
        figures.put("generatorCpuPercent", (generatorNanos() - generatorBefore) * 100 / nanos);
        figures.put("driverCpuPercent", costs.driver() * 1e11 / nanos);
        figures.put("serverCpuPercent", costs.server() * 1e11 / nanos);
        figures.put("postgresCpuPercent", costs.postgres() * 1e11 / nanos);
        return offered;
    }

    /** All starts are sent by this thread. */
    private static long generatorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void measureAnswers(OfferedStarts offered, ServerMetrics before, double peak) throws Exception {
        ServerMetrics after = ServerMetrics.now(task.server());
        figures.putAll(offered.figures());
        figures.put("acceptedToPeak", offered.acceptedPerSecond() / peak);
        figures.put("acceptedP99MillisInServer", after.startP99MillisSince(before, ACCEPTED));
        figures.put("refusedP99MillisInServer", after.startP99MillisSince(before, REFUSED));
    }

    private void measureRecovery(StartRequests starts, double peak, long end) throws Exception {
        double seconds = secondsSince(end);
        while (starts.closedLoop(peakClients, LOOK_SECONDS) < NORMAL * peak) {
            seconds = secondsSince(end);
            if (seconds > LONGEST_SECONDS) {
                throw new TimeoutException("The server is not back to %.0f starts a second".formatted(NORMAL * peak));
            }
        }
        figures.put("secondsToNormal", seconds);
        awaitDrained();
        figures.put("secondsToDrained", secondsSince(end));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private void awaitDrained() throws SQLException, InterruptedException, TimeoutException {
        long begun = System.nanoTime();
        while (KagziEngine.isAnyUnfinished(database, OneStep.NAME)) {
            if (secondsSince(begun) > LONGEST_SECONDS) {
                throw new TimeoutException("Runs are left after " + LONGEST_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Beside those the application started itself, to register its workflows. */
    private void expectCompleted(long accepted) throws SQLException {
        String runs = "SELECT count(*) FROM kagzi.run WHERE workflow = '" + OneStep.NAME + "'";
        long all = Count.of(database, runs);
        long completed = Count.of(database, runs + " AND status = 'COMPLETED' AND convert_from(input, 'UTF8') <> '-1'");
        if (completed != accepted || all != accepted + 1) {
            throw new IllegalStateException("%d runs were accepted, and of %d that are there %d are completed"
                    .formatted(accepted, all, completed));
        }
    }

    private long claimedAgain() throws SQLException {
        return Count.of(database, "SELECT count(*) FROM kagzi.run WHERE claim_number > 1");
    }
}
