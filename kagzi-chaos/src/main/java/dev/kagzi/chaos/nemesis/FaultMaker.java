package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Fault;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Makes planned faults, and heals them while it goes on with the next. */
final class FaultMaker {

    /** The database may be stopped several times meanwhile. */
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    /** A worker lets its bodies end for half a minute, and stops a little later. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(45);

    private static final long TARGET_MILLIS = 60_000;

    /** Recovery is measured by whoever is left; where nobody comes up in time, the kill is made all the same. */
    private static final long OTHERS_MILLIS = 15_000;

    private final Fleet fleet;
    private final Database database;
    private final Recording recording;
    private final Executor threads;
    private final PrintStream out;
    private final List<CompletableFuture<?>> healing = new ArrayList<>();

    FaultMaker(Fleet fleet, Database database, Recording recording, Executor threads, PrintStream out) {
        this.fleet = fleet;
        this.database = database;
        this.recording = recording;
        this.threads = threads;
        this.out = out;
    }

    void awaitHealed() {
        healing.forEach(CompletableFuture::join);
    }

    /** Asks a worker that has a body of this step open to stop, if there is one, and waits until it has. */
    void drainWorkerIn(String step) {
        Pause.until(OTHERS_MILLIS, () -> workerIn(step).isPresent());
        workerIn(step).ifPresent(this::drain);
    }

    private Optional<Fleet.Worker> workerIn(String step) {
        return fleet.workers().values().stream()
                .filter(worker -> worker.isIn(step))
                .findFirst();
    }

    private void drain(Fleet.Worker worker) {
        JavaProcess process = worker.process();
        long atNanos = System.nanoTime();
        note(Fault.Kind.WORKER_DRAIN, process.name());
        if (!process.stop(LONGEST_DRAIN.toMillis())) {
            out.println(process.name() + " does not stop and is killed");
            fleet.kill(worker);
        }
        recording.fault(Fault.Kind.WORKER_DRAIN, process.name(), atNanos);
    }

    void commit(FaultPlan.Planned fault) {
        Pause.millis(fault.gapMillis());
        switch (fault.kind()) {
            case WORKER_KILL -> killWorker(fault);
            case WORKER_PAUSE -> pauseWorker(fault);
            case SERVER_KILL -> killServer(fault);
            case SERVER_PAUSE -> pauseServer(fault);
            default -> stopDatabase(fault);
        }
    }

    private void killWorker(FaultPlan.Planned fault) {
        Pause.until(OTHERS_MILLIS, () -> executingWorkers().size() > 1);
        int number = chooseWorker(fault.choice());
        Fleet.Worker worker = fleet.worker(number);
        long atNanos = System.nanoTime();
        fleet.kill(worker);
        note(fault.kind(), worker.process().name());
        recording.fault(fault.kind(), worker.process().name(), atNanos);
        heal(() -> {
            Pause.millis(fault.lastsMillis());
            fleet.startWorker(number);
        });
    }

    private void pauseWorker(FaultPlan.Planned fault) {
        pause(fault, fleet.worker(chooseWorker(fault.choice())).process());
    }

    private void pauseServer(FaultPlan.Planned fault) {
        pause(fault, fleet.server(chooseServer(fault.choice())));
    }

    private void pause(FaultPlan.Planned fault, JavaProcess process) {
        long atNanos = System.nanoTime();
        process.pause();
        note(fault.kind(), process.name());
        heal(() -> {
            Pause.millis(fault.lastsMillis());
            process.resume();
            recording.fault(fault.kind(), process.name(), atNanos);
        });
    }

    private void killServer(FaultPlan.Planned fault) {
        int number = chooseServer(fault.choice());
        JavaProcess server = fleet.server(number);
        long atNanos = System.nanoTime();
        server.kill();
        note(fault.kind(), server.name());
        heal(() -> {
            Pause.millis(fault.lastsMillis());
            startServerStubbornly(number);
            recording.fault(fault.kind(), server.name(), atNanos);
        });
    }

    /** A server that starts while the database is away ends, as it should; whoever runs servers starts it again. */
    private void startServerStubbornly(int number) {
        long until = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            try {
                fleet.startServer(number);
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
            }
        }
    }

    private void stopDatabase(FaultPlan.Planned fault) {
        long atNanos = System.nanoTime();
        database.stopImmediately();
        note(fault.kind(), "postgres");
        Pause.millis(fault.lastsMillis());
        database.start();
        recording.fault(fault.kind(), "postgres", atNanos);
    }

    private int chooseWorker(int choice) {
        if (!Pause.until(OTHERS_MILLIS, () -> !executingWorkers().isEmpty())) {
            return choose(choice, this::runningWorkers, "worker that runs");
        }
        return choose(choice, this::executingWorkers, "worker that executes");
    }

    private List<Integer> runningWorkers() {
        return fleet.workers().keySet().stream()
                .filter(number -> fleet.worker(number).process().running())
                .sorted()
                .toList();
    }

    private List<Integer> executingWorkers() {
        return fleet.workers().entrySet().stream()
                .filter(entry -> entry.getValue().executing())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private int chooseServer(int choice) {
        return choose(
                choice,
                () -> fleet.servers().keySet().stream()
                        .filter(fleet::isUp)
                        .sorted()
                        .toList(),
                "server that is ready");
    }

    private static int choose(int choice, Supplier<List<Integer>> candidates, String what) {
        List<Integer> found = new ArrayList<>();
        if (!Pause.until(TARGET_MILLIS, () -> {
            found.clear();
            found.addAll(candidates.get());
            return !found.isEmpty();
        })) {
            throw new IllegalStateException("For " + TARGET_MILLIS + " ms there was no " + what);
        }
        return found.get(choice % found.size());
    }

    private void heal(Runnable healer) {
        healing.add(CompletableFuture.runAsync(healer, threads));
    }

    private void note(Fault.Kind kind, String target) {
        out.println("%s %s %s".formatted(Instant.now(), kind, target));
    }
}
