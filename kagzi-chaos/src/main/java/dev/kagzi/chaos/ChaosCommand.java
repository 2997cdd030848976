package dev.kagzi.chaos;

import dev.kagzi.chaos.bug.SeededBugs;
import dev.kagzi.chaos.check.Checker;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.load.ChaosWorker;
import dev.kagzi.chaos.nemesis.Nemesis;
import dev.kagzi.chaos.nemesis.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The command line: the chaos run itself, or with {@code worker} one of the processes it breaks. */
public final class ChaosCommand {

    private static final String HELP = """
            Starts PostgreSQL, servers and workers as processes, kills, pauses and cuts them off, and checks the guarantees.

              java -jar kagzi-chaos.jar [--seed N] [--profile smoke|full|limits] [--dir PATH] [--server-jar PATH] [--worker-jar PATH]

              java -jar kagzi-chaos.jar bugs [--only NAME] …
                  the same with one known bug after the other put into copies of the jars: each has to be caught that can be seen

              --seed        what everything is decided from; printed, so that a run can be repeated. Default: random
              --profile     smoke (a minute and a half), bugs, full (ten minutes), or limits (ten thousand runs under
                            limits, ten minutes). Default: smoke
              --dir         for data, logs and ledgers. Default: target/chaos/<seed>
              --server-jar  Default: kagzi-server-app/target/kagzi-server-app.jar
              --worker-jar  Default: this jar

            Ends with 0 when nothing is violated, with 1 otherwise.
            """;

    private ChaosCommand() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        if (arguments.length > 0 && arguments[0].equals("worker")) {
            ChaosWorker.run(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        System.setProperty("logback.configurationFile", "chaos-logback.xml");
        boolean bugs = arguments.length > 0 && arguments[0].equals("bugs");
        Map<String, String> options = options(bugs ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
        if (bugs) {
            options.put("bugs", "");
        }
        if (options.containsKey("help")) {
            System.out.print(HELP);
            return;
        }
        System.exit(run(options) ? 0 : 1);
    }

    private static boolean run(Map<String, String> given) throws IOException, SQLException {
        boolean bugs = given.containsKey("bugs");
        long seed = given.containsKey("seed")
                ? Long.parseLong(given.getOrDefault("seed", ""))
                : new Random().nextInt(1_000_000);
        String profile = given.getOrDefault("profile", bugs ? "bugs" : "smoke");
        System.out.println("seed " + seed + ", profile " + profile);
        Path directory =
                Path.of(given.getOrDefault("dir", "target/chaos/" + seed)).toAbsolutePath();
        Files.createDirectories(directory);
        Nemesis.Options options = new Nemesis.Options(
                seed,
                Profile.named(profile),
                directory,
                jar(given, "server-jar", "kagzi-server-app/target/kagzi-server-app.jar"),
                jar(given, "worker-jar", System.getProperty("java.class.path")));
        if (bugs) {
            return SeededBugs.run(options, given.getOrDefault("only", ""), System.out);
        }
        requireEmpty(directory);
        Evidence evidence = Nemesis.run(options, System.out);
        return new Summary(evidence, Checker.check(evidence), System.out).print();
    }

    /** What the bodies of an earlier run wrote down would be taken for this one's. */
    private static void requireEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        directory + " is not empty: remove it, or name another directory with --dir");
            }
        }
    }

    private static Path jar(Map<String, String> given, String name, String otherwise) {
        Path jar = Path.of(given.getOrDefault(name, otherwise)).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("There is no " + jar + ": build it, or name it with --" + name);
        }
        return jar;
    }

    /** Pairs of {@code --name value}; {@code --help} stands alone. */
    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (name.equals("help")) {
                return new HashMap<>(Map.of("help", ""));
            }
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("'" + arguments[i] + "' is not an option with a value: see --help");
            }
            options.put(name, arguments[i + 1]);
        }
        return options;
    }
}
