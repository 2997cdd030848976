package dev.kagzi.benchmark;

import dev.kagzi.benchmark.driver.Competitor;
import dev.kagzi.benchmark.driver.Driver;
import dev.kagzi.benchmark.driver.Server;
import dev.kagzi.benchmark.driver.Task;
import dev.kagzi.benchmark.driver.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import tools.jackson.databind.json.JsonMapper;

/** {@code java -jar kagzi-benchmark.jar}: measures Kagzi and its peers on the same machine. */
public final class BenchmarkCommand {

    /** First argument of a driver's process. */
    static final String DRIVE = "drive";

    /** Begins the line on which a driver gives its figures. */
    static final String RESULT = "FIGURES ";

    private static final String KEY = "kgz_" + "B".repeat(43);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Options options;
    private final List<Measurement> measurements = new ArrayList<>();

    private BenchmarkCommand(Options options) {
        this.options = options;
    }

    public static void main(String... arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(DRIVE)) {
            drive(Competitor.of(arguments[1]), JSON.readValue(arguments[2], Task.class));
        } else if (arguments.length > 0 && arguments[0].equals("--help")) {
            System.out.println(Options.HELP);
        } else {
            new BenchmarkCommand(Options.parse(arguments)).run();
        }
    }

    private static void drive(Competitor competitor, Task task) {
        int exit = 0;
        // What is said of every run would be measured, too.
        LoggingSystem.get(BenchmarkCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        try {
            System.out.println(RESULT + JSON.writeValueAsString(new Driver(competitor, task).measure()));
        } catch (Exception | Error e) {
            e.printStackTrace();
            exit = 1;
        }
        // What competitors leave running must not keep the process.
        System.exit(exit);
    }

    private void run() throws Exception {
        Files.createDirectories(options.directory());
        try (Postgres postgres = new Postgres(options.directory(), options.profiles())) {
            Environment environment = Environment.of(postgres);
            System.out.println(environment);
            for (int round = 1; round <= options.rounds(); round++) {
                for (Workload workload : options.workloads()) {
                    for (int concurrency : concurrencies(workload)) {
                        measureAll(round, workload, concurrency, postgres, environment);
                    }
                }
            }
        }
        System.out.println(new Table(measurements));
        System.out.println("Lines: " + options.lines());
    }

    private List<Integer> concurrencies(Workload workload) {
        return workload.isDrain()
                ? options.concurrencies()
                : options.concurrencies().subList(0, 1);
    }

    /** In turns: whoever comes first in one round comes last in the next. */
    private void measureAll(int round, Workload workload, int concurrency, Postgres postgres, Environment environment)
            throws Exception {
        List<Competitor> competitors = new ArrayList<>(options.competitors());
        if (round % 2 == 0) {
            Collections.reverse(competitors);
        }
        for (Competitor competitor : competitors) {
            if (competitor.supports(workload)) {
                Measurement measurement = measure(round, competitor, workload, concurrency, postgres, environment);
                measurements.add(measurement);
                String line = JSON.writeValueAsString(measurement);
                Files.writeString(options.lines(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                System.out.println(line);
            }
        }
    }

    private Measurement measure(
            int round,
            Competitor competitor,
            Workload workload,
            int concurrency,
            Postgres postgres,
            Environment environment)
            throws IOException, InterruptedException {
        String name = "%s-%s-%d-%d"
                .formatted(competitor.label(), workload.name().toLowerCase(Locale.ROOT), concurrency, round);
        String database = postgres.newDatabase();
        Processes processes = new Processes(options, name);
        try {
            Server server = switch (competitor) {
                case KAGZI -> processes.startServer(postgres.url(database), "");
                case KAGZI_KEYS -> processes.startServer(postgres.url(database), KEY);
                case RESTATE -> processes.startRestate(workload, concurrency);
                case DBOS, DBOS_DIRECT, DB_SCHEDULER -> Server.NONE;
            };
            Task task = new Task(
                    workload,
                    runs(competitor, workload),
                    concurrency,
                    options.warmUpSeconds(),
                    postgres.url(database),
                    server,
                    postgres.pid());
            Map<String, Double> figures = processes.drive(competitor, task);
            if (competitor == Competitor.KAGZI || competitor == Competitor.KAGZI_KEYS) {
                figures.put("claimP99Millis", processes.claimMillis(server));
            }
            postgres.writeStatements(database, name);
            return new Measurement(
                    competitor.label(),
                    workload,
                    concurrency,
                    round,
                    task.runs(),
                    competitor.settings(),
                    figures,
                    environment);
        } finally {
            processes.stop();
            postgres.drop(database);
        }
    }

    /** A second each takes long where the queue is polled once a second. */
    private int runs(Competitor competitor, Workload workload) {
        return switch (workload) {
            case W1, W5, L1, L2, L3, L4, L5, E1, N1, S1, P1, O1 -> options.runs();
            case W2 -> Math.max(10, options.runs() / 5);
            case W3 -> Math.max(10, options.runs() / (competitor == Competitor.DBOS ? 1_000 : 20));
            case W4 -> Math.max(3, options.runs() / 1_000);
        };
    }
}
