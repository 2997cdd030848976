package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The server as it is delivered, in a process of its own, ready for requests. */
public final class PackagedServer implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final String url;

    /** With data and log in the directory. */
    public PackagedServer(Path directory) throws IOException {
        this(directory, "--kagzi.embedded.data-dir=" + directory.resolve("data"));
    }

    public PackagedServer(Path directory, String... arguments) throws IOException {
        int port = freePort();
        int managementPort = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // It starts in half the time, and does not live long enough to miss the other compiler.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "../kagzi-server-app/target/kagzi-server-app.jar",
                "--server.port=" + port,
                "--management.server.port=" + managementPort));
        command.addAll(List.of(arguments));
        url = "http://localhost:" + port;
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        String ready = "http://localhost:" + managementPort + "/actuator/health/readiness";
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> send(HttpRequest.newBuilder(URI.create(ready))).statusCode() == 200);
    }

    public String url() {
        return url;
    }

    /** What the server answers at this address. */
    public String get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path))).body();
    }

    public void makeNamespace(String name) {
        post("/api/v1/namespaces", "{\"name\":\"" + name + "\"}");
    }

    /** Makes something there. */
    public void post(String path, String json) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
