package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.LedgerReader;
import dev.kagzi.chaos.evidence.Setting;
import dev.kagzi.chaos.evidence.TableReader;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.load.Load;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One chaos run: start, break, heal, wait, gather. */
public final class Nemesis {

    /**
     * System property of the servers: by how many milliseconds the clock of their machine is wrong. No sound server looks at it, for all
     * of them go by the database's.
     */
    public static final String CLOCK_AHEAD = "chaos.clock.ahead";

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration RENEW_INTERVAL = Duration.ofMillis(600);
    private static final int EMITTERS = 2;

    /** Of each worker, in the end. */
    private static final int LONG_RUNS = 2;

    private static final int CANCELLED_PARENTS = 3;
    private static final int ROUNDS = 3;
    private static final int READERS = 10;
    /** What stands in line for one place takes its time, however many workers there are. */
    private static final long BACKLOG_MILLIS = 180_000;

    private static final int LITTLE = 30;
    private static final long TARGET_MILLIS = 60_000;
    private static final long SETTLE_MILLIS = 2 * LEASE.toMillis() + 30_000;

    /**
     * What to run.
     *
     * @param directory for logs, ledgers and data; best empty
     */
    public record Options(long seed, Profile profile, Path directory, Path serverJar, Path workerJar) {}

    private final Options options;
    private final PrintStream out;
    private final Recording recording = new Recording();
    private final Database database;
    private final Witness witness;
    private final Fleet fleet;
    private final FaultProxy clientProxy;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "nemesis");
        thread.setDaemon(true);
        return thread;
    });
    private final Thread killer;
    private volatile boolean quiet = true;

    private Nemesis(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        Profile profile = options.profile();
        List<Integer> ports = Ports.free(2 * profile.servers() + 1);
        database = new Database(options.directory(), ports.get(2 * profile.servers()));
        witness = new Witness(database);
        FaultProxy.Setup proxies = new FaultProxy.Setup(
                ports.subList(0, profile.servers()),
                profile.faultsPerThousand(),
                (int) LEASE.toMillis(),
                recording,
                new WireReader(recording),
                () -> quiet);
        Fleet.Setup setup = new Fleet.Setup(
                options.directory(), options.serverJar(), options.workerJar(), database.url(), LEASE, RENEW_INTERVAL);
        fleet = new Fleet(setup, profile, options.seed(), ports, proxies);
        clientProxy = new FaultProxy("client", proxies, options.seed() + 1);
        killer = new Thread(this::killAll, "killer");
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** Runs it all and gives what is left to judge. */
    public static Evidence run(Options options, PrintStream out) throws IOException, SQLException {
        Nemesis nemesis = new Nemesis(options, out);
        try {
            return nemesis.run();
        } finally {
            nemesis.killAll();
            Runtime.getRuntime().removeShutdownHook(nemesis.killer);
        }
    }

    private Evidence run() throws IOException, SQLException {
        Profile profile = options.profile();
        IntStream.range(0, profile.servers()).forEach(fleet::startServer);
        IntStream.range(0, profile.workers()).forEach(fleet::startWorker);
        threads.execute(witness);
        LoadClient client =
                new LoadClient(clientProxy.url(), witness, recording, profile.openRuns(), options.seed() + 2);
        CompletableFuture<Void> load = CompletableFuture.runAsync(client, threads);
        LimitClient limited = new LimitClient(
                new RunCalls(clientProxy.url(), recording), witness, profile.limited(), options.seed() + 3, threads);
        CompletableFuture<Void> limiting = CompletableFuture.runAsync(limited, threads);
        List<Emitter> emitters = IntStream.rangeClosed(1, EMITTERS)
                .mapToObj(number -> new Emitter(clientProxy.url(), recording, options.seed() - number))
                .toList();
        List<CompletableFuture<Void>> emitting = emitters.stream()
                .map(emitter -> CompletableFuture.runAsync(emitter, threads))
                .toList();
        awaitTargets();
        out.println(
                "All processes are up; " + LEASE.toMillis() + " ms lease, logs and ledgers in " + options.directory());
        List<ScheduleClient> clocks = List.of(
                new ScheduleClient(clientProxy.url(), recording, 3, false),
                new ScheduleClient(clientProxy.url(), recording, 5, true));
        List<CompletableFuture<Void>> ticking = clocks.stream()
                .map(clock -> CompletableFuture.runAsync(clock, threads))
                .toList();
        LimitChanger changer = new LimitChanger(clientProxy.url(), options.seed() + 4);
        CompletableFuture<Void> changing = CompletableFuture.runAsync(changer, threads);
        quiet = false;
        FaultMaker faults = new FaultMaker(fleet, database, recording, threads, out);
        FaultPlan.of(options.seed(), profile, LEASE.toMillis()).faults().forEach(faults::commit);
        Pause.millis(profile.gapMillis());
        quiet = true;
        faults.awaitHealed();
        client.end();
        limited.end();
        changer.end();
        emitters.forEach(Emitter::end);
        clocks.forEach(ScheduleClient::end);
        load.join();
        limiting.join();
        changing.join();
        emitting.forEach(CompletableFuture::join);
        ticking.forEach(CompletableFuture::join);
        Pause.until(BACKLOG_MILLIS, () -> witness.openLimitedRuns() <= LITTLE);
        awaitTargets();
        long healedNanos = System.nanoTime();
        out.println("All faults are healed; waiting for " + witness.openRuns() + " open runs");
        client.cancelParents(CANCELLED_PARENTS);
        client.startLong(profile.workers() * LONG_RUNS);
        faults.drainWorkerIn(Load.LINGER);
        client.startLate(profile.workers() * LONG_RUNS);
        client.startMany(profile.workers() * profile.concurrency() + profile.concurrency() / 2);
        Pause.millis(Math.max(1_000, 2 * LEASE.toMillis()));
        if (Pause.until(SETTLE_MILLIS, () -> witness.openRuns() == 0)) {
            IntStream.rangeClosed(1, ROUNDS).forEach(round -> emitToReaders(client, round));
            Pause.until(SETTLE_MILLIS, () -> witness.openRuns() == 0);
        }
        return gather(healedNanos);
    }

    /**
     * To readers with a key of their own, while nothing else goes on: many an event comes while its wait is being opened, and none comes
     * soon after it.
     */
    private void emitToReaders(LoadClient client, int round) {
        List<CompletableFuture<Void>> emitting = new ArrayList<>();
        for (int number = 1; number <= READERS; number++) {
            String key = "own-" + round + "-" + number;
            Emitter emitter = new Emitter(clientProxy.url(), recording, options.seed() + key.hashCode());
            client.startReader(key);
            emitting.add(CompletableFuture.runAsync(() -> emitter.emitTo(key), threads));
        }
        emitting.forEach(CompletableFuture::join);
    }

    private Evidence gather(long healedNanos) throws IOException, SQLException {
        Tables tables;
        try (Connection connection = database.connect()) {
            tables = TableReader.read(connection);
        }
        int answering =
                (int) fleet.servers().keySet().stream().filter(fleet::ready).count();
        Set<Fleet.Worker> live = fleet.workers().values().stream()
                .filter(Fleet.Worker::executing)
                .collect(Collectors.toSet());
        witness.end();
        Setting setting = new Setting(
                LEASE,
                RENEW_INTERVAL,
                Load.policies(),
                Load.compensations(),
                Load.limits(),
                Load.ORDERED,
                new Setting.Anchor(System.nanoTime(), Instant.now()),
                healedNanos,
                System.nanoTime(),
                live.stream().map(worker -> worker.process().name()).collect(Collectors.toSet()),
                live.stream().map(worker -> worker.process().pid()).collect(Collectors.toSet()),
                options.profile().servers(),
                answering);
        recording.writeTo(options.directory());
        return new Evidence(
                setting,
                tables,
                LedgerReader.read(options.directory()),
                recording.wire(),
                witness.sightings(),
                new ArrayList<>(recording.calls),
                new ArrayList<>(recording.emissions),
                new ArrayList<>(recording.schedules),
                new ArrayList<>(recording.faults));
    }

    private void awaitTargets() {
        boolean up = Pause.until(
                TARGET_MILLIS * 2,
                () -> fleet.workers().values().stream().allMatch(Fleet.Worker::executing)
                        && fleet.servers().keySet().stream().allMatch(fleet::ready));
        if (!up) {
            out.println("Not all processes came up: see the logs in " + options.directory());
        }
    }

    private void killAll() {
        witness.end();
        fleet.killAll();
        clientProxy.close();
        threads.shutdown();
        database.close();
    }
}
