package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.kagzi.server.test.ServerTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ServerTest
@Timeout(60)
class RunStreamIntegrationTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RunStreams streams;

    private RunsOverHttp runs;

    @BeforeEach
    void declareWorkflow() {
        runs = new RunsOverHttp(port, jdbc);
        runs.declare("order");
    }

    /** What a browser's EventSource would get, line by line; the end of the stream is the line {@code END}. */
    private final class Listener {

        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final int status;
        private String lastEventId = "";

        Listener(UUID runId, String lastEventId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/v1/runs/" + runId + "/stream"))
                    .header("Kagzi-Namespace", runs.namespace())
                    .header("Accept", "text/event-stream");
            if (!lastEventId.isEmpty()) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<Stream<String>> response = HTTP.send(request.build(), BodyHandlers.ofLines());
            status = response.statusCode();
            Thread reader = new Thread(() -> {
                try {
                    response.body().forEach(lines::add);
                } finally {
                    lines.add("END");
                }
            });
            reader.setDaemon(true);
            reader.start();
        }

        String line() throws InterruptedException {
            String line = lines.poll(20, TimeUnit.SECONDS);
            return line == null ? "NOTHING" : line;
        }

        /** The next line that is more than a heartbeat, of which one may come at any time. */
        String news() throws InterruptedException {
            String line = line();
            while (line.equals(":") || line.isEmpty()) {
                line = line();
            }
            return line;
        }

        /** The run of the next event. */
        JsonNode event() throws InterruptedException {
            String line = news();
            assertThat(line).isEqualTo("event:run");
            List<String> rest = new ArrayList<>();
            for (line = line(); !line.isEmpty(); line = line()) {
                rest.add(line);
            }
            assertThat(rest).hasSize(2);
            lastEventId = rest.get(0).substring("id:".length());
            return JsonMapper.shared().readTree(rest.get(1).substring("data:".length()));
        }

        String status() throws InterruptedException {
            return event().path("status").asString();
        }
    }

    @Test
    void aRunIsFollowedToItsEnd() throws Exception {
        int before = streams.open();
        UUID runId = runs.start("\"input\":1").runId();
        Listener listener = new Listener(runId, "");
        JsonNode first = listener.event();
        assertThat(first.path("runId").asString()).isEqualTo(runId.toString());
        assertThat(first.path("status").asString()).isEqualTo("PENDING");
        assertThat(first.has("input")).isFalse();

        runs.claim(runId);
        assertThat(listener.status()).isEqualTo("RUNNING");
        runs.complete(runId, "1");
        assertThat(listener.status()).isEqualTo("COMPLETED");
        assertThat(listener.news()).isEqualTo("END");
        Awaitility.await().untilAsserted(() -> assertThat(streams.open()).isEqualTo(before));
    }

    @Test
    void aChangeIsHeardAtOnceAndProgressToo() throws Exception {
        UUID runId = runs.start("").runId();
        Listener listener = new Listener(runId, "");
        assertThat(listener.status()).isEqualTo("PENDING");
        jdbc.sql("UPDATE kagzi.run SET progress = ? WHERE run_id = ?")
                .params("{\n\r \"done\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8), runId)
                .update();
        assertThat(listener.event().at("/progress/done").asInt()).isEqualTo(1);
        runs.post("/api/v1/runs/" + runId + "/cancel", "{}");
        assertThat(listener.status()).isEqualTo("CANCELLED");
        assertThat(listener.news()).isEqualTo("END");
    }

    @Test
    void aRunThatIsCancelledIsFollowedUntilItIsUndone() throws Exception {
        UUID runId = runs.start("").runId();
        jdbc.sql("UPDATE kagzi.run SET compensable = true WHERE run_id = ?")
                .param(runId)
                .update();
        Listener listener = new Listener(runId, "");
        listener.event();
        runs.post("/api/v1/runs/" + runId + "/cancel", "{}");
        JsonNode ending = listener.event();
        assertThat(ending.path("status").asString()).isEqualTo("PENDING");
        assertThat(ending.path("ending").asString()).isEqualTo("CANCELLED");

        runs.claim(runId);
        assertThat(listener.event().path("ending").asString()).isEqualTo("CANCELLED");
        runs.end(runId, "CANCELLED", "finished_at = clock_timestamp()");
        JsonNode last = listener.event();
        assertThat(last.path("status").asString()).isEqualTo("CANCELLED");
        assertThat(last.has("ending")).isFalse();
        assertThat(listener.news()).isEqualTo("END");
    }

    @Test
    void aClientThatComesBackGetsWhatItHasMissedAndNothingTwice() throws Exception {
        UUID runId = runs.start("").runId();
        Listener first = new Listener(runId, "");
        first.event();
        Listener second = new Listener(runId, first.lastEventId);
        runs.post("/api/v1/runs/" + runId + "/cancel", "{}");
        assertThat(second.status()).isEqualTo("CANCELLED");
        assertThat(second.news()).isEqualTo("END");

        assertThat(new Listener(runId, first.lastEventId).status()).isEqualTo("CANCELLED");
        assertThat(new Listener(runId, "unheard-of").status()).isEqualTo("CANCELLED");
        Listener last = new Listener(runId, second.lastEventId);
        assertThat(last.status).isEqualTo(204);
        assertThat(last.news()).isEqualTo("END");
    }

    @Test
    void aHeartbeatShowsThatTheServerIsThere() throws Exception {
        UUID runId = runs.start("").runId();
        Listener listener = new Listener(runId, "");
        listener.event();
        streams.sendHeartbeats();
        assertThat(listener.line()).isEqualTo(":");
        assertThat(listener.line()).isEmpty();
    }

    @Test
    void aStreamEndsWhenTheServerStops() throws Exception {
        UUID runId = runs.start("").runId();
        Listener listener = new Listener(runId, "");
        listener.event();
        streams.answerAll();
        try {
            assertThat(listener.news()).isEqualTo("END");
            assertThat(new Listener(runId, "").status).isEqualTo(503);
        } finally {
            streams.letWait();
        }
    }

    @Test
    void clientsThatDoNotReadHoldUpNobody() throws Exception {
        UUID large = runs.start("").runId();
        // More than the buffers of both ends hold.
        jdbc.sql(
                        "UPDATE kagzi.run SET progress = convert_to('\"' || repeat('x', 8000000) || '\"', 'UTF8') WHERE run_id = ?")
                .param(large)
                .update();
        UUID small = runs.start("").runId();
        int before = streams.open();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 1; i <= 12; i++) {
                silent.add(askAndDoNotRead(large));
                int open = before + i;
                Awaitility.await().until(() -> streams.open() >= open);
            }
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                Listener listener = new Listener(small, "");
                assertThat(listener.status()).isEqualTo("PENDING");
                streams.sendHeartbeats();
                assertThat(listener.line()).isEqualTo(":");
                runs.post("/api/v1/runs/" + small + "/cancel", "{}");
                assertThat(listener.status()).isEqualTo("CANCELLED");
                streams.answerAll();
            });
        } finally {
            streams.letWait();
            for (Socket socket : silent) {
                socket.close();
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(streams.open()).isEqualTo(before));
    }

    private Socket askAndDoNotRead(UUID runId) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream()
                .write("GET /api/v1/runs/%s/stream HTTP/1.1\r\nHost: localhost\r\nKagzi-Namespace: %s\r\n\r\n"
                        .formatted(runId, runs.namespace())
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void aRunThatCannotBeShownEndsItsOwnStreamsOnly() throws Exception {
        UUID spoiled = runs.start("").runId();
        UUID good = runs.start("").runId();
        Listener ended = new Listener(spoiled, "");
        Listener goesOn = new Listener(good, "");
        ended.event();
        goesOn.event();
        runs.claim(spoiled);
        ended.event();
        runs.fail(spoiled, "this is no JSON");
        assertThat(ended.news()).isEqualTo("END");
        runs.claim(good);
        assertThat(goesOn.status()).isEqualTo("RUNNING");
    }

    @Test
    void aLookAtTheHeadersOpensNoStream() throws Exception {
        UUID runId = runs.start("").runId();
        int before = streams.open();
        HttpResponse<Void> head = head(runId);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(streams.open()).isEqualTo(before);
        assertThat(head(UUID.randomUUID()).statusCode()).isEqualTo(404);
    }

    private HttpResponse<Void> head(UUID runId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/runs/" + runId + "/stream"))
                .header("Kagzi-Namespace", runs.namespace())
                .timeout(Duration.ofSeconds(10))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, BodyHandlers.discarding());
    }

    @Test
    void whatCannotBeFollowedIsAProblem() throws Exception {
        Listener unknown = new Listener(UUID.randomUUID(), "");
        assertThat(unknown.status).isEqualTo(404);
        assertThat(unknown.line()).contains("RUN_NOT_FOUND");
        UUID runId = runs.start("").runId();
        HttpRequest json = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/runs/" + runId + "/stream"))
                .header("Kagzi-Namespace", runs.namespace())
                .header("Accept", "application/json")
                .build();
        HttpResponse<String> response = HTTP.send(json, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.body()).contains("NOT_ACCEPTABLE");
    }
}
