package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.Emission;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Schedule;
import dev.kagzi.chaos.evidence.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Everything the command itself witnesses while it runs. */
final class Recording {

    final Queue<Wire.Claimed> claims = new ConcurrentLinkedQueue<>();
    final Queue<Wire.Reported> reports = new ConcurrentLinkedQueue<>();
    final Queue<Wire.Renewed> renewals = new ConcurrentLinkedQueue<>();
    final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    final Queue<Emission> emissions = new ConcurrentLinkedQueue<>();
    final Queue<Schedule> schedules = new ConcurrentLinkedQueue<>();
    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    void fault(Fault.Kind kind, String target, long atNanos) {
        faults.add(new Fault(kind, target, atNanos, System.nanoTime()));
    }

    Wire wire() {
        return new Wire(new ArrayList<>(claims), new ArrayList<>(reports), new ArrayList<>(renewals));
    }

    Map<Fault.Kind, Long> counts() {
        return faults.stream().collect(Collectors.groupingBy(Fault::kind, Collectors.counting()));
    }

    /** Writes all of it beside the ledgers, for people. */
    void writeTo(Path directory) throws IOException {
        write(directory.resolve("claims.log"), claims);
        write(directory.resolve("reports.log"), reports);
        write(directory.resolve("renewals.log"), renewals);
        write(directory.resolve("calls.log"), calls);
        write(directory.resolve("emissions.log"), emissions);
        write(directory.resolve("schedules.log"), schedules);
        write(directory.resolve("faults.log"), faults);
    }

    private static void write(Path file, Collection<?> records) throws IOException {
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
            List.copyOf(records).forEach(writer::println);
        }
    }
}
