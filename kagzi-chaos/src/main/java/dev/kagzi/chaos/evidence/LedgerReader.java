package dev.kagzi.chaos.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads the ledgers of all worker processes of a directory: files {@code <process>.ledger}, one line per fact. A last line without
 * its end was being written when the process was killed, and is left out.
 */
public final class LedgerReader {

    private final List<Execution> executions = new ArrayList<>();
    private final List<Body> bodies = new ArrayList<>();
    private final List<Ledger.Sleep> sleeps = new ArrayList<>();
    private final List<Ledger.Stall> stalls = new ArrayList<>();

    private LedgerReader() {}

    public static Ledger read(Path directory) throws IOException {
        LedgerReader reader = new LedgerReader();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".ledger"))
                    .sorted()
                    .toList()) {
                reader.readProcess(file);
            }
        }
        return new Ledger(reader.executions, reader.bodies, reader.sleeps, reader.stalls);
    }

    private void readProcess(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        Process process = new Process(name.substring(0, name.length() - ".ledger".length()));
        String text = Files.readString(file);
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> process.read(line.split(" ", 10)));
        process.finish();
    }

    /** One process's lines, which start with what happened, when, on the wall, in which execution. */
    private final class Process {

        private final String name;
        private final Map<Long, Execution> known = new HashMap<>();
        private final Map<String, Body> open = new LinkedHashMap<>();
        private final Map<String, Ledger.Sleep> asleep = new LinkedHashMap<>();
        private long order;

        private Process(String name) {
            this.name = name;
        }

        private void read(String[] line) {
            long nanos = Long.parseLong(line[1]);
            if (line[0].equals("STALL")) {
                stalls.add(new Ledger.Stall(name, nanos, Long.parseLong(line[3])));
                return;
            }
            long number = Long.parseLong(line[3]);
            if (line[0].equals("ENTER")) {
                Execution execution =
                        new Execution(name, number, UUID.fromString(line[4]), Integer.parseInt(line[5]), nanos);
                known.put(number, execution);
                executions.add(execution);
                return;
            }
            Execution execution = known.get(number);
            if (execution == null) {
                throw new IllegalStateException("Ledger of " + name + ": execution " + number + " was not entered");
            }
            readWithin(execution, nanos, line);
        }

        private void readWithin(Execution execution, long nanos, String[] line) {
            String key = line[3] + " " + line[4] + " " + line[5];
            int occurrence = Integer.parseInt(line[5]);
            switch (line[0]) {
                case "START" -> {
                    StepRef step = new StepRef(execution.run(), branch(line[7]), line[4], occurrence);
                    Body body = new Body(execution, step, Integer.parseInt(line[6]), line[7], order++, nanos, null);
                    Body unfinished = open.put(line[3] + " " + line[7], body);
                    if (unfinished != null) {
                        bodies.add(unfinished);
                    }
                }
                case "END" -> {
                    Body body = open.remove(line[3] + " " + line[7]);
                    if (body == null) {
                        throw new IllegalStateException("Ledger of " + name + ": end without a start: " + key);
                    }
                    bodies.add(end(body, new Body.Ending(nanos, Body.Outcome.valueOf(line[8]), line[9])));
                }
                case "SLEEP" ->
                    asleep.put(
                            key,
                            new Ledger.Sleep(
                                    execution,
                                    execution.run(),
                                    line[4],
                                    occurrence,
                                    Long.parseLong(line[6]),
                                    nanos,
                                    0));
                case "WOKE" -> {
                    Ledger.Sleep sleep = asleep.remove(key);
                    if (sleep != null) {
                        sleeps.add(new Ledger.Sleep(
                                sleep.execution(),
                                sleep.run(),
                                sleep.name(),
                                sleep.occurrence(),
                                sleep.millis(),
                                sleep.calledNanos(),
                                nanos));
                    }
                }
                default -> throw new IllegalStateException("Ledger of " + name + ": '" + line[0] + "' is unknown");
            }
        }

        /** The branch in the idempotency key of a step, which is run, branch if it is in one, name and occurrence. */
        private static String branch(String idempotencyKey) {
            int from = idempotencyKey.indexOf('/') + 1;
            int to = idempotencyKey.lastIndexOf('/');
            return to < from ? "" : idempotencyKey.substring(from, to);
        }

        private Body end(Body body, Body.Ending ending) {
            return new Body(
                    body.execution(),
                    body.step(),
                    body.attempt(),
                    body.idempotencyKey(),
                    body.order(),
                    body.startedNanos(),
                    ending);
        }

        private void finish() {
            bodies.addAll(open.values());
            sleeps.addAll(asleep.values());
        }
    }
}
