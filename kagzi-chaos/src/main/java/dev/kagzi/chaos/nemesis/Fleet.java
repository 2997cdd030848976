package dev.kagzi.chaos.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The servers and workers: starts them, and finds those that can be broken. */
final class Fleet {

    private static final long READY_MILLIS = 90_000;
    private static final int OK = 200;

    /** From one server's machine to the next. */
    private static final long CLOCK_STEP_MILLIS = 3_000;

    /** Place of the step's name in a line. */
    private static final int LEDGER_STEP = 4;

    /** A worker with the proxy it talks through; every incarnation has both anew. */
    record Worker(JavaProcess process, FaultProxy proxy, Path ledger) {

        /** Whether it has begun to execute runs. */
        boolean executing() {
            try {
                return process.running()
                        && Files.exists(ledger)
                        && Files.readString(ledger).contains("START ");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether a body of this step is open. */
        boolean isIn(String step) {
            try (Stream<String> lines = Files.lines(ledger)) {
                Map<String, Long> counts = lines.map(line -> line.split(" "))
                        .filter(line -> line.length > LEDGER_STEP && line[LEDGER_STEP].equals(step))
                        .collect(Collectors.groupingBy(line -> line[0], Collectors.counting()));
                return process.running() && counts.getOrDefault("START", 0L) > counts.getOrDefault("END", 0L);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What all processes need. */
    record Setup(
            Path directory,
            Path serverJar,
            Path workerJar,
            String databaseUrl,
            Duration lease,
            Duration renewInterval) {}

    private final Setup setup;
    private final Profile profile;
    private final long seed;
    private final List<Integer> serverPorts;
    private final List<Integer> managementPorts;
    private final FaultProxy.Setup proxies;
    private final Map<Integer, JavaProcess> servers = new ConcurrentHashMap<>();
    private final Map<Integer, Worker> workers = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> incarnations = new ConcurrentHashMap<>();
    /** Servers that somebody is starting: who breaks one of these makes two of it. */
    private final Set<Integer> starting = ConcurrentHashMap.newKeySet();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    Fleet(Setup setup, Profile profile, long seed, List<Integer> ports, FaultProxy.Setup proxies) {
        this.setup = setup;
        this.profile = profile;
        this.seed = seed;
        this.serverPorts = ports.subList(0, profile.servers());
        this.managementPorts = ports.subList(profile.servers(), 2 * profile.servers());
        this.proxies = proxies;
    }

    void startServer(int number) {
        starting.add(number);
        try {
            startServerAndWait(number);
        } finally {
            starting.remove(number);
        }
    }

    private void startServerAndWait(int number) {
        JavaProcess server = JavaProcess.start(
                name("server", number),
                setup.directory(),
                setup.serverJar(),
                Map.of(Nemesis.CLOCK_AHEAD, Long.toString(number * CLOCK_STEP_MILLIS)),
                List.of(
                        "--server.port=" + serverPorts.get(number),
                        "--management.server.port=" + managementPorts.get(number),
                        "--spring.datasource.url=" + setup.databaseUrl(),
                        "--spring.datasource.username=postgres",
                        "--kagzi.server.lease-duration=" + setup.lease().toMillis() + "ms",
                        "--kagzi.server.renew-interval=" + setup.renewInterval().toMillis() + "ms"));
        servers.put(number, server);
        if (!Pause.until(READY_MILLIS, () -> ready(number) || !server.alive()) || !server.alive()) {
            throw new IllegalStateException(
                    server.name() + " is not ready: see " + setup.directory().resolve(server.name() + ".log"));
        }
    }

    void startWorker(int number) {
        String name = name("worker", number);
        FaultProxy proxy = new FaultProxy(name, proxies, seed ^ name.hashCode());
        Path ledger = setup.directory().resolve(name + ".ledger");
        List<String> arguments = new ArrayList<>(List.of(
                "worker",
                "--kagzi.url=" + proxy.url(),
                "--kagzi.worker.concurrency=" + profile.concurrency(),
                "--chaos.ledger=" + ledger));
        JavaProcess process = JavaProcess.start(name, setup.directory(), setup.workerJar(), arguments);
        workers.put(number, new Worker(process, proxy, ledger));
    }

    /** The death of a worker is also the end of its connections. */
    void kill(Worker worker) {
        worker.process().kill();
        worker.proxy().close();
    }

    Map<Integer, Worker> workers() {
        return workers;
    }

    Map<Integer, JavaProcess> servers() {
        return servers;
    }

    Worker worker(int number) {
        return Objects.requireNonNull(workers.get(number));
    }

    JavaProcess server(int number) {
        return Objects.requireNonNull(servers.get(number));
    }

    /** Whether it is up, and there to be broken. */
    boolean isUp(int number) {
        return server(number).running() && !starting.contains(number) && ready(number);
    }

    boolean ready(int number) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPorts.get(number) + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void killAll() {
        workers.values().forEach(this::kill);
        servers.values().forEach(JavaProcess::kill);
    }

    private String name(String kind, int number) {
        int incarnation = incarnations.merge(kind.equals("server") ? -1 - number : number, 1, Integer::sum);
        return kind + "-" + (number + 1) + "." + incarnation;
    }
}
