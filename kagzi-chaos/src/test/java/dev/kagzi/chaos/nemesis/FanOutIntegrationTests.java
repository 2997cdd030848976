package dev.kagzi.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.TypeRef;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A thousand branches that sleep and wait for an event each, and a worker that is killed again and again. */
class FanOutIntegrationTests {

    private static final int WIDTH = 1_000;
    private static final int KILLS = 10;
    private static final long UP_MILLIS = 60_000;
    private static final long DONE_MILLIS = 240_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final List<Integer> ports = Ports.free(3);
    private Database database;
    private JavaProcess server;
    private JavaProcess worker;
    private ConfigurableApplicationContext application;
    private int incarnation;

    @BeforeEach
    void startAll() {
        database = new Database(directory, ports.get(2));
        server = JavaProcess.start(
                "server",
                directory,
                Path.of("../kagzi-server-app/target/kagzi-server-app.jar"),
                List.of(
                        "--server.port=" + ports.get(0),
                        "--management.server.port=" + ports.get(1),
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=postgres",
                        "--kagzi.server.lease-duration=2s",
                        "--kagzi.server.renew-interval=500ms"));
        String readiness = "http://127.0.0.1:" + ports.get(1) + "/actuator/health/readiness";
        assertThat(Pause.until(UP_MILLIS, () -> Health.isUp(readiness))).isTrue();
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run("--kagzi.url=http://127.0.0.1:" + ports.get(0), "--kagzi.worker.enabled=false");
        worker = worker();
        assertThat(Pause.until(UP_MILLIS, () -> count("SELECT count(*) FROM kagzi.worker") == 1))
                .isTrue();
    }

    @AfterEach
    void stopAll() throws IOException {
        application.close();
        worker.kill();
        server.kill();
        database.close();
    }

    @Test
    void everyBranchIsRecordedOnceAndTheResultsAreInOrder() {
        KagziClient kagzi = application.getBean(KagziClient.class);
        Run<List<Integer>> run = kagzi.start("chaos-fan-out", WIDTH)
                .returns(new TypeRef<List<Integer>>() {})
                .send();
        int emitted = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            // Something has been done since the last one, and some branches have got what they wait for.
            awaitSteps(kill * WIDTH / KILLS);
            for (; emitted < kill * WIDTH / (KILLS + 1); emitted++) {
                emit(kagzi, run, emitted);
            }
            worker.kill();
            worker = worker();
        }
        for (; emitted < WIDTH; emitted++) {
            emit(kagzi, run, emitted);
        }

        assertThat(run.result(Duration.ofMillis(DONE_MILLIS)))
                .isEqualTo(
                        IntStream.range(0, WIDTH).mapToObj(i -> 2 * i + 7 * i).toList());
        assertThat(count("SELECT count(*) FROM kagzi.step WHERE status = 'COMPLETED'"))
                .isEqualTo(4 * WIDTH + 1);
        assertThat(count("SELECT count(*) FROM kagzi.event_read")).isEqualTo(WIDTH);
        assertThat(bodies()).hasSize(2 * WIDTH);
        // A body is executed again only if its worker was killed before its outcome was recorded.
        assertThat(bodies().values().stream().filter(times -> times > KILLS + 1))
                .isEmpty();
    }

    private static void emit(KagziClient kagzi, Run<?> run, int item) {
        kagzi.emit("chaos-go", run.runId() + "/" + item, 7 * item);
    }

    private JavaProcess worker() {
        String name = "worker." + ++incarnation;
        return JavaProcess.start(
                name,
                directory,
                Path.of("target/kagzi-chaos.jar"),
                List.of(
                        "worker",
                        "--kagzi.url=http://127.0.0.1:" + ports.get(0),
                        "--chaos.ledger=" + directory.resolve(name + ".ledger")));
    }

    private void awaitSteps(int recorded) {
        assertThat(Pause.until(
                        UP_MILLIS,
                        () -> count("SELECT count(*) FROM kagzi.step WHERE status IN ('COMPLETED', 'WAITING')")
                                >= recorded))
                .as("%d steps, see %s", recorded, directory)
                .isTrue();
    }

    /** How often each body was entered, over all workers. */
    private Map<String, Long> bodies() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".ledger"))
                    .flatMap(FanOutIntegrationTests::lines)
                    .filter(line -> line.startsWith("FAN-OUT "))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .collect(Collectors.groupingBy(key -> key, Collectors.counting()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
