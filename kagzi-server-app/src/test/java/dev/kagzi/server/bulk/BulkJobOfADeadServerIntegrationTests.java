package dev.kagzi.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.server.test.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A bulk job goes on at another server when its own is killed. By default over a few runs; as many as {@code -Dkagzi.bulk.runs} says. */
class BulkJobOfADeadServerIntegrationTests {

    private static final int RUNS = Integer.getInteger("kagzi.bulk.runs", 3_000);
    private static final int AT_ONCE = 1_000;
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(15);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String database = TestDatabase.newUrl();
    private int port;
    private Process server;

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void goesOnWithoutIt() throws Exception {
        start();
        post(
                "/worker/sessions",
                "{'instanceId':'%s','application':'a','workflows':[{'name':'order','version':1}]}"
                        .formatted(UUID.randomUUID()));
        String runs = String.join(",", Collections.nCopies(AT_ONCE, "{'workflow':'order'}"));
        for (int started = 0; started < RUNS; started += AT_ONCE) {
            post("/runs/batch", "{'runs':[" + runs + "]}");
        }
        String bulkId = post("/bulk", "{'action':'cancel','filter':{'workflow':'order'}}")
                .path("bulkId")
                .asString();
        await().atMost(LONG_ENOUGH)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> job(bulkId).path("succeeded").asInt() > RUNS / 10);

        server.destroyForcibly().waitFor();
        start();

        await().atMost(LONG_ENOUGH)
                .until(() -> job(bulkId).path("status").asString().equals("COMPLETED"));
        assertThat(job(bulkId).path("matched").asInt()).isEqualTo(RUNS);
        assertThat(job(bulkId).path("succeeded").asInt()).isEqualTo(RUNS);
        assertThat(job(bulkId).path("skipped").asInt()).isZero();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(database, "postgres", ""));
        assertThat(jdbc.sql("SELECT count(*) FROM kagzi.run WHERE status <> 'CANCELLED'")
                        .query(Integer.class)
                        .single())
                .isZero();
        // Each of them once.
        assertThat(jdbc.sql("SELECT count(*) FROM kagzi.run_history WHERE to_status = 'CANCELLED'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(RUNS);
    }

    private JsonNode job(String bulkId) throws IOException, InterruptedException {
        return send(request("/bulk/" + bulkId).GET().build());
    }

    private JsonNode post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.replace('\'', '"')))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path));
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return JSON.readTree(answer.body());
    }

    private void start() throws IOException {
        port = freePort();
        Path output = directory.resolve("server-" + port + ".out");
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        "target/kagzi-server-app.jar",
                        "--server.port=" + port,
                        "--management.server.port=" + freePort(),
                        "--spring.datasource.url=" + database,
                        "--spring.datasource.username=postgres")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(LONG_ENOUGH).until(() -> Files.readString(output).contains("Kagzi is ready"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
