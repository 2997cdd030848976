package dev.kagzi.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged demo with the packaged server, as a user starts them. */
class DemoIntegrationTests {

    private static final int LONG_ENOUGH = 180;

    @TempDir
    Path directory;

    private int serverPort;
    private int managementPort;
    private final List<DemoProcess> started = new ArrayList<>();

    @BeforeEach
    void choosePorts() throws IOException {
        serverPort = freePort();
        managementPort = freePort();
    }

    @AfterEach
    void stopWhatIsLeft() throws Exception {
        for (DemoProcess demo : started) {
            demo.stop();
        }
        Path pid = directory.resolve("server.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0))).ifPresent(DemoIntegrationTests::stop);
        }
    }

    @Test
    void allOrdersEndAsExpected() throws Exception {
        DemoProcess demo = start("--once");

        assertThat(demo.exitCodeWithin(LONG_ENOUGH)).as(demo::output).contains(0);
        assertThat(demo.output())
                .contains("20 of 20 orders ended as expected.", "李小龍", "محمد الخوارزمي", "Zoë 🦊 Fuchs")
                .doesNotContain("WRONG");
        assertThat(directory.resolve("server.pid")).doesNotExist();
    }

    @Test
    void itRunsOnBeansThatWereMadeAheadOfTime() throws Exception {
        DemoProcess demo = DemoProcess.start(
                directory.resolve("ahead-of-time.out"), List.of("-Dspring.aot.enabled=true"), arguments("--once"));
        started.add(demo);

        assertThat(demo.exitCodeWithin(LONG_ENOUGH)).as(demo::output).contains(0);
        assertThat(demo.output()).contains("20 of 20 orders ended as expected.");
    }

    @Test
    void aKilledDemoGoesOnWhereItWas() throws Exception {
        DemoProcess killed = start();
        await().atMost(Duration.ofSeconds(LONG_ENOUGH))
                .until(() -> killed.output().contains("OUTCOME"));
        killed.kill();
        String batch = batchIn(killed.output());

        DemoProcess next = start("--once");

        assertThat(next.exitCodeWithin(LONG_ENOUGH)).as(next::output).contains(0);
        assertThat(next.output())
                .contains("Using the Kagzi server", "an earlier demo left running")
                .contains("Posting 20 orders again", "(batch " + batch)
                .contains("20 of 20 orders ended as expected.");
        assertThat(directory.resolve("server.pid")).doesNotExist();
    }

    @Test
    void anUnexpectedOutcomeFailsIt() throws Exception {
        Path orders = directory.resolve("orders.json");
        Files.writeString(orders, """
                [{"expected": "SHIPPED", "order": {"id": "1", "customer": "Leo", "address": "Tula", "article": "samovar",
                  "quantity": 12, "amount": 1, "card": "4242424242424242"}}]
                """);

        DemoProcess demo = start("--once", "--demo.orders=" + orders);

        assertThat(demo.exitCodeWithin(LONG_ENOUGH)).as(demo::output).contains(1);
        assertThat(demo.output()).contains("WRONG", "0 of 1 orders ended as expected.");
    }

    @Test
    void aPortThatIsTakenBySomethingElseIsNamed() throws Exception {
        HttpServer somebody = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), 0);
        somebody.start();
        try {
            DemoProcess demo = start("--once");

            assertThat(demo.exitCodeWithin(LONG_ENOUGH)).as(demo::output).contains(1);
            assertThat(demo.output())
                    .contains("Something answers at http://localhost:" + serverPort + ", and it is not a Kagzi server")
                    .contains("--kagzi.url=");
        } finally {
            somebody.stop(0);
        }
    }

    private DemoProcess start(String... arguments) throws IOException {
        DemoProcess demo = DemoProcess.start(
                directory.resolve("demo-" + started.size() + ".out"), List.of(), arguments(arguments));
        started.add(demo);
        return demo;
    }

    private List<String> arguments(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--shop.cooling-off=3s",
                "--kagzi.url=http://localhost:" + serverPort,
                "--demo.directory=" + directory,
                "--demo.server-management-port=" + managementPort));
        all.addAll(List.of(arguments));
        return all;
    }

    private static String batchIn(String output) {
        return output.replaceAll("(?s).*\\(batch (\\w+),.*", "$1");
    }

    private static void stop(ProcessHandle server) {
        server.destroy();
        try {
            server.onExit().get(30, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            server.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
