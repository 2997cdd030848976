package dev.kagzi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRunsApiTests {

    private static final UUID RUN_ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");

    private final ScriptedServer server = new ScriptedServer();
    private final HttpConnection connection =
            new HttpConnection(new ConnectionSettings(server.url(), "shop", null), client -> {});
    private final HttpRunsApi runs = new HttpRunsApi(connection);

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1.10",
                "-0.0",
                "1234567890123456789012345678901234567890",
                "{\"a\":1,\"a\":2}",
                "\"\\u0000\""
            })
    void keepsTheBytesOfPayloadsInBothDirections(String json) {
        server.answer(200, run("COMPLETED", ",\"output\":" + json));

        RunSnapshot run = runs.start(start(Payload.of(json)));

        assertThat(run.output()).isEqualTo(Payload.of(json));
        assertThat(server.received().get(0).body()).contains("\"input\":" + json);
    }

    @Test
    void sendsTheNamespaceWhenThereIsOne() {
        server.answer(200, run("PENDING", ""));
        try (HttpConnection without =
                new HttpConnection(new ConnectionSettings(server.url(), null, null), client -> {})) {
            runs.get(RUN_ID, true);
            new HttpRunsApi(without).get(RUN_ID, false);
        }
        assertThat(server.received())
                .extracting(ScriptedServer.Received::namespace)
                .containsExactly("shop", null);
        assertThat(server.received())
                .extracting(ScriptedServer.Received::line)
                .containsExactly("GET /api/v1/runs/" + RUN_ID + "?include=steps", "GET /api/v1/runs/" + RUN_ID);
    }

    @Test
    void encodesTheValuesOfAFilter() {
        server.answer(200, "{\"items\":[" + run("FAILED", "") + "],\"nextCursor\":\"next\"}");

        Page<RunSnapshot> page = runs.list(new RunQuery(
                "order",
                RunStatus.FAILED,
                "a&b=c",
                Map.of("region", "e u:1+{x}"),
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-11-02T00:00:00.5Z"),
                5,
                "c/d"));

        assertThat(page.nextCursor()).isEqualTo("next");
        assertThat(page.items()).extracting(RunSnapshot::status).containsExactly(RunStatus.FAILED);
        assertThat(server.received().get(0).line())
                .isEqualTo("GET /api/v1/runs?workflow=order&status=FAILED&id=a%26b%3Dc"
                        + "&createdAfter=2026-11-01T00%3A00%3A00Z&createdBefore=2026-11-02T00%3A00%3A00.500Z&limit=5&cursor=c%2Fd"
                        + "&tag=region%3Ae%20u%3A1%2B%7Bx%7D");
    }

    @Test
    void givesProblemsWithTheirCodeAndRetryAfter() {
        server.answer(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            ScriptedServer.respond(
                    exchange, 429, "application/problem+json", ScriptedServer.problem("OVERLOADED", 429, true));
        });
        assertThatExceptionOfType(ServerProblemException.class)
                .isThrownBy(() -> runs.retry(RUN_ID, UUID.randomUUID()))
                .withMessage("Detail of OVERLOADED (429 OVERLOADED)")
                .satisfies(e -> {
                    assertThat(e.is(ProblemCode.OVERLOADED)).isTrue();
                    assertThat(e.problem().retryable()).isTrue();
                    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                });
    }

    @Test
    void namesWhatIsWrongWithWhichPartOfTheRequest() {
        server.answer(exchange -> ScriptedServer.respond(exchange, 400, "application/problem+json", """
                {"type":"t","title":"Not valid","status":400,"code":"VALIDATION_FAILED","retryable":false,
                 "errors":[{"pointer":"/priority","detail":"is too large"}]}"""));
        assertThatExceptionOfType(ServerProblemException.class)
                .isThrownBy(() -> runs.start(start(null)))
                .withMessage("Not valid '/priority': is too large (400 VALIDATION_FAILED)");
    }

    @Test
    void treatsAnswersOfOthersAsNoAnswer() {
        server.answer(exchange -> ScriptedServer.respond(exchange, 502, "text/html", "<h1>Bad gateway</h1>"))
                .answer(exchange -> ScriptedServer.respond(
                        exchange, 404, "application/problem+json", "{\"title\":\"Not Found\",\"status\":404}"))
                .answer(exchange -> ScriptedServer.respond(exchange, 302, "text/html", ""))
                .answer(200, "<html>")
                .answer(200, "{\"runId\":");
        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(ServerUnreachableException.class)
                    .isThrownBy(() -> runs.get(RUN_ID, false))
                    .withMessageContaining("GET " + server.url() + "/api/v1/runs/" + RUN_ID)
                    .withMessageContaining("kagzi.url");
        }
        assertThat(server.received()).hasSize(5);
    }

    @Test
    void neverRepeatsARequestByItself() {
        server.cut().answer(200, run("PENDING", ""));
        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(() -> runs.cancel(RUN_ID, new CancelRun("why", null)));
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void treatsAHalfSentAnswerAsNone() {
        server.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"runId\"".getBytes());
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertThatExceptionOfType(ServerUnreachableException.class).isThrownBy(() -> runs.get(RUN_ID, false));
    }

    @Test
    void saysWhereNobodyListens() {
        server.close();
        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(() -> runs.get(RUN_ID, false))
                .withMessageContaining(server.url().toString())
                .withMessageContaining("Check that the server runs, and kagzi.url");
    }

    @Test
    void answersWhileManyWaitForResults() throws Exception {
        int waiting = 100;
        CountDownLatch arrived = new CountDownLatch(waiting);
        CountDownLatch finish = new CountDownLatch(1);
        server.answer(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("/result")) {
                arrived.countDown();
                await(finish);
            }
            ScriptedServer.respond(exchange, 200, "application/json", run("PENDING", ""));
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<RunSnapshot>> results = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            results.add(threads.submit(() -> runs.result(RUN_ID, Duration.ofMillis(1500))));
        }
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(runs.get(RUN_ID, false).status()).isEqualTo(RunStatus.PENDING);

        finish.countDown();
        for (Future<RunSnapshot> result : results) {
            assertThat(result.get(20, TimeUnit.SECONDS).status()).isEqualTo(RunStatus.PENDING);
        }
        threads.shutdown();
        assertThat(server.received()).anyMatch(request -> request.line().endsWith("/result?wait=PT1.5S"));
    }

    @Test
    void closingCutsOffWhatWaits() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.answer(exchange -> {
            arrived.countDown();
            await(new CountDownLatch(1));
        });
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<RunSnapshot> result = thread.submit(() -> runs.result(RUN_ID, Duration.ofSeconds(60)));
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

        connection.close();

        assertThat(result)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(ServerUnreachableException.class);
        assertThatExceptionOfType(ServerUnreachableException.class).isThrownBy(() -> runs.get(RUN_ID, false));
        thread.shutdown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7070", "ftp://localhost", "http:///path", "server"})
    void refusesAddressesThatAreNone(String url) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ConnectionSettings(URI.create(url), null, null))
                .withMessageContaining("kagzi.url is '" + url + "'");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StartRun start(Payload input) {
        return new StartRun("order", input, RUN_ID, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static String run(String status, String more) {
        return """
                {"runId":"%s","workflow":"order","status":"%s","attempt":1,"priority":0,"tags":{},"createdAt":"2026-11-01T00:00:00Z"%s}""".formatted(RUN_ID, status, more);
    }
}
