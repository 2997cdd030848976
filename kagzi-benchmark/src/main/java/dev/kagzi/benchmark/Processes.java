package dev.kagzi.benchmark;

import dev.kagzi.benchmark.driver.Competitor;
import dev.kagzi.benchmark.driver.Server;
import dev.kagzi.benchmark.driver.ServerMetrics;
import dev.kagzi.benchmark.driver.Task;
import dev.kagzi.benchmark.driver.Workload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The processes of one measurement: a driver, and a server for the competitor that has one. */
final class Processes {

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final List<String> MEMORY = List.of("-Xms1g", "-Xmx1g");
    private static final Pattern CLAIM_BUCKET =
            Pattern.compile("kagzi_server_claim_seconds_bucket\\{le=\"([0-9.E-]+)\"} (\\S+)");
    private static final TypeReference<Map<String, Double>> FIGURES = new TypeReference<>() {};

    private final Options options;
    private final String name;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private @Nullable Path restateData;

    Processes(Options options, String name) {
        this.options = options;
        this.name = name;
    }

    /** @param key what requests have to carry, empty for a server that asks for none */
    Server startServer(String databaseUrl, String key) throws IOException, InterruptedException {
        int port = freePort();
        int managementPort = freePort();
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--management.server.port=" + managementPort,
                // More than Tomcat's own 8,192, for workload P1.
                "--server.tomcat.max-connections=20000",
                "--management.metrics.distribution.percentiles-histogram.kagzi.server.claim=true",
                "--management.metrics.distribution.percentiles-histogram.http.server.requests=true",
                "--spring.datasource.url=" + databaseUrl,
                "--spring.datasource.username=postgres"));
        if (!key.isEmpty()) {
            // More than the benchmark can ask for: what is measured is what keys cost, not that they are limited.
            arguments.addAll(List.of(
                    "--kagzi.security.enabled=true",
                    "--kagzi.security.requests-per-second=1000000",
                    "--kagzi.bootstrap.admin-key=" + key));
        }
        Process process = start("server", options.serverJar(), arguments);
        return ready(
                process, new Server(url(port), url(managementPort), process.pid(), key), "/actuator/health/readiness");
    }

    Server startRestate(Workload workload, int concurrency) throws IOException, InterruptedException {
        int port = freePort();
        int managementPort = freePort();
        restateData = Files.createTempDirectory(options.directory(), name + "-restate-");
        ProcessBuilder command = new ProcessBuilder(
                Objects.requireNonNull(options.restateServer()).toString(), "--no-logo");
        command.environment()
                .putAll(RestateSettings.of(workload, concurrency)
                        .environment(restateData, port, managementPort, freePort()));
        Process process = start("server", command);
        return ready(process, new Server(url(port), url(managementPort), process.pid(), ""), "/health");
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private Server ready(Process process, Server server, String health) throws InterruptedException {
        long until = System.nanoTime() + READY.toNanos();
        while (!answers(server, health)) {
            if (!process.isAlive() || System.nanoTime() - until > 0) {
                throw new IllegalStateException("The server is not ready: see " + log("server"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return server;
    }

    private boolean answers(Server server, String path) throws InterruptedException {
        try {
            URI uri = URI.create(server.managementUrl() + path);
            return client.send(HttpRequest.newBuilder(uri).timeout(READY).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** How long claims took since the server's start: of a hundred the longest but one, as far as its buckets tell. */
    double claimMillis(Server server) throws IOException, InterruptedException {
        List<Bucket> buckets = ServerMetrics.now(server).lines().stream()
                .map(CLAIM_BUCKET::matcher)
                .filter(Matcher::matches)
                .map(bucket -> new Bucket(Double.parseDouble(bucket.group(1)), Double.parseDouble(bucket.group(2))))
                .toList();
        double all = buckets.stream().mapToDouble(Bucket::claims).max().orElseThrow();
        return buckets.stream()
                .filter(bucket -> bucket.claims() >= all * 0.99)
                .mapToDouble(bucket -> bucket.upToSeconds() * 1_000)
                .min()
                .orElseThrow();
    }

    /** Claims that took no longer. */
    private record Bucket(double upToSeconds, double claims) {}

    /** The figures of a driver; throws when it has none because a result was wrong. */
    Map<String, Double> drive(Competitor competitor, Task task) throws IOException, InterruptedException {
        JsonMapper json = JsonMapper.builder().build();
        Process driver = start(
                "driver", jar(), List.of(BenchmarkCommand.DRIVE, competitor.label(), json.writeValueAsString(task)));
        boolean ended = driver.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
        Path log = log("driver");
        if (!ended || driver.exitValue() != 0) {
            throw new IllegalStateException("The driver of " + name + " has failed: see " + log);
        }
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(BenchmarkCommand.RESULT))
                .findFirst()
                .map(line -> json.readValue(line.substring(BenchmarkCommand.RESULT.length()), FIGURES))
                .orElseThrow(() -> new IllegalStateException("The driver of " + name + " says nothing: see " + log));
    }

    /** The jar this command runs from. */
    private static Path jar() {
        return Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    }

    private Process start(String role, Path jar, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(MEMORY);
        if (options.profiles() != null) {
            Files.createDirectories(options.profiles());
            command.add("-XX:StartFlightRecording=settings=profile,filename="
                    + options.profiles().resolve(name + "-" + role + ".jfr"));
        }
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return start(role, new ProcessBuilder(command));
    }

    private Process start(String role, ProcessBuilder command) throws IOException {
        Process process = command.redirectErrorStream(true)
                .redirectOutput(log(role).toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path log(String role) {
        return options.directory().resolve(name + "-" + role + ".log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void stop() throws IOException, InterruptedException {
        for (Process process : started) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        FileSystemUtils.deleteRecursively(restateData);
    }
}
