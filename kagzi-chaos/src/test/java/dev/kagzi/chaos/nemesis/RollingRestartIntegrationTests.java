package dev.kagzi.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.client.KagziClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A deployment: each server and the worker is stopped and started, one after the other, while customers come and go. With
 * {@code -Dkagzi.previous.jar=…}, the server of the version before, it is an upgrade from that one, and then the way back.
 */
class RollingRestartIntegrationTests {

    private static final Path CURRENT = Path.of("../kagzi-server-app/target/kagzi-server-app.jar");
    private static final String PREVIOUS = System.getProperty("kagzi.previous.jar");

    private static final int CUSTOMERS = 8;
    private static final long EXIT_MILLIS = 20_000;
    private static final long UP_MILLIS = 60_000;
    /** Two bodies of at most 68 ms each. */
    private static final Duration WORK = Duration.ofMillis(136);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final List<Integer> ports = Ports.free(5);
    private final List<JavaProcess> processes = new ArrayList<>();
    private final JavaProcess[] servers = new JavaProcess[2];
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Database database;
    private Balancer balancer;
    private ConfigurableApplicationContext application;

    @BeforeEach
    void startAll() {
        database = new Database(directory, ports.get(4));
        JavaProcess first = server(0, 1);
        awaitReady(first, 0);
        awaitReady(server(1, 1), 1);
        balancer = new Balancer(ports.subList(0, 2));
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run("--kagzi.url=" + balancer.url(), "--kagzi.worker.enabled=false");
    }

    @AfterEach
    void stopAll() throws IOException {
        threads.shutdownNow();
        application.close();
        balancer.close();
        processes.forEach(JavaProcess::kill);
        database.close();
    }

    @Test
    void nobodyNoticesThatServersAndWorkerAreReplaced() throws Exception {
        JavaProcess worker = worker(1);
        List<Customer> customers = IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> new Customer(application.getBean(KagziClient.class)))
                .toList();
        List<CompletableFuture<Void>> running = customers.stream()
                .map(customer -> CompletableFuture.runAsync(customer, threads))
                .toList();
        awaitServed(customers, CUSTOMERS);
        customers.forEach(customer -> customer.served().clear());

        replaceServers(2, customers);
        if (PREVIOUS != null) {
            replaceServers(3, customers);
        }
        worker(2);
        assertThat(worker.stop(EXIT_MILLIS)).isTrue();
        awaitServed(customers, 3 * CUSTOMERS);
        customers.forEach(Customer::end);
        for (CompletableFuture<Void> customer : running) {
            customer.get(40, TimeUnit.SECONDS);
        }

        assertThat(customers)
                .allSatisfy(customer -> assertThat(customer.failures()).isEmpty());
        assertThat(customers)
                .allSatisfy(customer -> assertThat(customer.served())
                        .allSatisfy(served -> assertThat(served.took()).isLessThan(WORK.plus(LONGEST_DELAY))));
        assertThat(count("SELECT count(*) FROM kagzi.run_history WHERE reason = 'EXPIRED'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM kagzi.run WHERE status <> 'COMPLETED'"))
                .isZero();
        assertThat(Files.readAllLines(directory.resolve(worker.name() + ".log")))
                .anyMatch(line -> line.contains("Has left run "))
                .noneMatch(
                        line -> line.endsWith(": lost") || line.contains("LEASE_LOST") || line.contains("has run out"))
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }

    private void replaceServers(int incarnation, List<Customer> customers) {
        for (int number = 0; number < 2; number++) {
            assertThat(servers[number].stop(EXIT_MILLIS)).isTrue();
            awaitServed(customers, 3 * CUSTOMERS);
            awaitReady(server(number, incarnation), number);
            awaitServed(customers, 3 * CUSTOMERS);
        }
    }

    private JavaProcess server(int number, int incarnation) {
        boolean isCurrent = PREVIOUS == null || incarnation % 2 == 0;
        servers[number] = start(
                "server-" + number + "." + incarnation,
                isCurrent ? CURRENT : Path.of(PREVIOUS),
                "--server.port=" + ports.get(number),
                "--management.server.port=" + ports.get(2 + number),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres");
        return servers[number];
    }

    private void awaitReady(JavaProcess server, int number) {
        String url = "http://127.0.0.1:" + ports.get(2 + number) + "/actuator/health/readiness";
        assertThat(Pause.until(UP_MILLIS, () -> !server.alive() || Health.isUp(url)))
                .isTrue();
        assertThat(server.alive())
                .as("%s lives, see %s", server.name(), directory)
                .isTrue();
    }

    /** A worker that has begun to poll. */
    private JavaProcess worker(int incarnation) {
        JavaProcess worker = start(
                "worker." + incarnation,
                Path.of("target/kagzi-chaos.jar"),
                "worker",
                "--kagzi.url=" + balancer.url(),
                "--chaos.ledger=" + directory.resolve("worker." + incarnation + ".ledger"),
                "--logging.level.dev.kagzi.worker=debug");
        assertThat(Pause.until(
                        UP_MILLIS, () -> count("SELECT count(*) FROM kagzi.worker WHERE pid = " + worker.pid()) == 1))
                .isTrue();
        return worker;
    }

    private JavaProcess start(String name, Path jar, String... arguments) {
        JavaProcess process = JavaProcess.start(name, directory, jar, List.of(arguments));
        processes.add(process);
        return process;
    }

    /** Waits until so many more have been served. */
    private static void awaitServed(List<Customer> customers, int more) {
        int before = served(customers);
        assertThat(Pause.until(UP_MILLIS, () -> served(customers) >= before + more))
                .isTrue();
    }

    private static int served(List<Customer> customers) {
        return customers.stream().mapToInt(customer -> customer.served().size()).sum();
    }

    private long count(String sql) {
        try (Connection connection = database.connect();
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @EnableAutoConfiguration
    static class Application {}
}
