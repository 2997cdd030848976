package dev.kagzi.benchmark;

import dev.kagzi.benchmark.driver.Competitor;
import dev.kagzi.benchmark.driver.Workload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured.
 *
 * @param concurrencies runs at once, one measurement after the other
 * @param runs runs of W1; the others take parts of it
 * @param warmUpSeconds how long each measurement goes on before it counts
 * @param directory for PostgreSQL, logs and lines
 * @param serverJar the packaged server
 * @param restateServer the program of Restate's server, null where Restate is not measured
 * @param profiles where recordings of server and worker and PostgreSQL's statements go, null for none
 */
record Options(
        List<Workload> workloads,
        List<Competitor> competitors,
        List<Integer> concurrencies,
        int runs,
        int rounds,
        int warmUpSeconds,
        Path directory,
        Path serverJar,
        @Nullable Path restateServer,
        @Nullable Path profiles) {

    static final String HELP = """
            java -jar kagzi-benchmark.jar [options]
              --workload w1,w2,…        w1 to w5, l1 to l5, e1, n1, s1, p1, o1; all without it
              --competitor kagzi,kagzi-keys,dbos,dbos-direct,db-scheduler,restate
              --concurrency 100,1000    runs at once in W1, W2, W5, L1 and N1; the others take the first
              --runs 20000              runs of W1 and L1; the others take parts or multiples of it
              --rounds 3                medians are shown
              --warm-up 60              seconds before each measurement counts
              --dir target/benchmark    PostgreSQL, logs and lines.jsonl
              --server-jar …            the packaged server
              --restate-server …        the program of Restate's server; without it Restate is left out
              --profile DIR             leaves recordings of server and worker (jfr) and PostgreSQL's statements""";

    private static final Set<String> NAMES = Set.of(
            "--workload",
            "--competitor",
            "--concurrency",
            "--runs",
            "--rounds",
            "--warm-up",
            "--dir",
            "--server-jar",
            "--restate-server",
            "--profile");

    static Options parse(String... arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("Unknown or incomplete option '" + arguments[i] + "'\n" + HELP);
            }
        }
        String profiles = value(arguments, "--profile", "");
        String restateServer = value(arguments, "--restate-server", "");
        return new Options(
                Arrays.stream(value(arguments, "--workload", "w1,w2,w3,w4,w5,l1,l2,l3,l4,l5,e1,n1,s1,p1,o1")
                                .split(","))
                        .map(name -> Workload.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                competitors(value(arguments, "--competitor", ""), !restateServer.isEmpty()),
                Arrays.stream(value(arguments, "--concurrency", "100,1000").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                Integer.parseInt(value(arguments, "--runs", "20000")),
                Integer.parseInt(value(arguments, "--rounds", "3")),
                Integer.parseInt(value(arguments, "--warm-up", "60")),
                Path.of(value(arguments, "--dir", "target/benchmark")).toAbsolutePath(),
                Path.of(value(arguments, "--server-jar", "kagzi-server-app/target/kagzi-server-app.jar"))
                        .toAbsolutePath(),
                restateServer.isEmpty() ? null : Path.of(restateServer).toAbsolutePath(),
                profiles.isEmpty() ? null : Path.of(profiles).toAbsolutePath());
    }

    private static List<Competitor> competitors(String labels, boolean hasRestate) {
        if (labels.isEmpty()) {
            return Arrays.stream(Competitor.values())
                    .filter(competitor -> hasRestate || competitor != Competitor.RESTATE)
                    .toList();
        }
        List<Competitor> competitors =
                Arrays.stream(labels.split(",")).map(Competitor::of).toList();
        if (competitors.contains(Competitor.RESTATE) && !hasRestate) {
            throw new IllegalArgumentException("Competitor 'restate' needs '--restate-server'\n" + HELP);
        }
        return competitors;
    }

    private static String value(String[] arguments, String name, String otherwise) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (arguments[i].equals(name)) {
                return arguments[i + 1];
            }
        }
        return otherwise;
    }

    Path lines() {
        return directory.resolve("lines.jsonl");
    }
}
