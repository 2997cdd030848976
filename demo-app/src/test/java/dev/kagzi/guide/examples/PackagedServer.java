package dev.kagzi.guide.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The packaged server with its own PostgreSQL, as somebody starts it who tries an example. */
final class PackagedServer {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    /** @param directory for its data and its log */
    PackagedServer(Path directory) throws IOException {
        port = freePort();
        int managementPort = freePort();
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It starts in half the time, and does not live long enough to miss the other compiler.
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        "../kagzi-server-app/target/kagzi-server-app.jar",
                        "--server.port=" + port,
                        "--management.server.port=" + managementPort,
                        "--kagzi.embedded.data-dir=" + directory.resolve("data")))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        URI readiness = URI.create("http://localhost:" + managementPort + "/actuator/health/readiness");
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> send(HttpRequest.newBuilder(readiness)) == 200);
    }

    String url() {
        return "http://localhost:" + port;
    }

    void makeNamespace(String name) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + "/api/v1/namespaces"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\"}"));
        assertThat(send(request)).isEqualTo(201);
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
