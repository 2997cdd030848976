package dev.kagzi.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged demo with a server that others can reach: with keys, and TLS on both ends. */
class SecuredServerIntegrationTests {

    private static final int LONG_ENOUGH = 180;
    private static final String KEY = "kgz_" + "D".repeat(43);
    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private final List<DemoProcess> started = new ArrayList<>();
    private int port;
    private int managementPort;

    @BeforeEach
    void startServer() throws Exception {
        port = freePort();
        managementPort = freePort();
        keytool(
                "-genkeypair",
                "-alias",
                "kagzi",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "kagzi", "-file", certificate().toString());
        DemoProcess server = DemoProcess.startJar(
                directory.resolve("server.out"),
                Path.of("../kagzi-server-app/target/kagzi-server-app.jar"),
                List.of(
                        "--server.address=0.0.0.0",
                        "--server.port=" + port,
                        "--server.ssl.bundle=kagzi",
                        "--spring.ssl.bundle.jks.kagzi.keystore.location=file:" + keystore(),
                        "--spring.ssl.bundle.jks.kagzi.keystore.password=" + PASSWORD,
                        "--kagzi.security.enabled=true",
                        "--kagzi.security.allowed-hosts=localhost",
                        "--kagzi.bootstrap.admin-key=" + KEY,
                        "--kagzi.embedded.data-dir=" + directory.resolve("data"),
                        "--management.server.port=" + managementPort));
        started.add(server);
        await().atMost(Duration.ofSeconds(LONG_ENOUGH))
                .until(() -> server.output().contains("Kagzi is ready: https://"));
    }

    @AfterEach
    void stopAll() throws Exception {
        for (DemoProcess process : started) {
            process.stop();
        }
    }

    @Test
    void allOrdersEndAsExpected() throws Exception {
        DemoProcess demo = demo(List.of("--kagzi.api-key=" + KEY));

        assertThat(demo.exitCodeWithin(LONG_ENOUGH)).as(demo::output).contains(0);
        assertThat(demo.output())
                .contains("Using the Kagzi server at https://localhost:" + port)
                .contains("20 of 20 orders ended as expected.");
    }

    @Test
    void anApplicationWithoutAKeyIsToldSo() throws Exception {
        DemoProcess demo = demo(List.of());

        await().atMost(Duration.ofSeconds(LONG_ENOUGH))
                .until(() -> demo.output().contains("UNAUTHENTICATED")
                        && demo.output().contains("kagzi.api-key"));
        assertThat(demo.output()).doesNotContain(KEY);
    }

    @Test
    void probesNeedNoKey() throws Exception {
        HttpResponse<String> readiness = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://localhost:" + managementPort + "/actuator/health/readiness"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(readiness.statusCode()).isEqualTo(200);
    }

    private DemoProcess demo(List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--once",
                "--server.port=0",
                "--shop.cooling-off=3s",
                "--kagzi.url=https://localhost:" + port,
                "--kagzi.ssl.bundle=kagzi",
                "--spring.ssl.bundle.pem.kagzi.truststore.certificate=file:" + certificate(),
                "--demo.directory=" + directory));
        arguments.addAll(more);
        DemoProcess demo = DemoProcess.start(directory.resolve("demo.out"), List.of(), arguments);
        started.add(demo);
        return demo;
    }

    private Path keystore() {
        return directory.resolve("server.p12");
    }

    private Path certificate() {
        return directory.resolve("server.pem");
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keystore().toString(), "-storepass", PASSWORD));
        Path output = directory.resolve("keytool.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
