package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.run.RunsOverHttp.Answer;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class RunStartIntegrationTests {

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource dataSource;

    RunsOverHttp runs;

    @BeforeEach
    void declareWorkflow() {
        runs = new RunsOverHttp(port, jdbc);
        runs.declare("order");
    }

    @Test
    void answersWithTheNewRun() {
        Answer answer = runs.start("\"input\":{\"a\":1},\"priority\":7,\"tags\":{\"region\":\"eu\"},\"version\":3");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.response().headers().firstValue("Location")).contains("/api/v1/runs/" + answer.runId());
        assertThat(answer.runId().version()).isEqualTo(7);
        assertThat(answer.body()).contains("\"created\":true", "\"status\":\"PENDING\"", "\"kind\":\"WORKER\"");
        assertThat(answer.json().path("version").asInt()).isEqualTo(3);

        Answer read = runs.run(answer.runId());
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(answer.body().replace(",\"created\":true", ""));
        assertThat(runs.history(answer.runId())).containsExactly(">PENDING by CLIENT");
    }

    @Test
    void versionIsAbsentUntilOneIsChosen() {
        assertThat(runs.start("").json().has("version")).isFalse();
    }

    @Test
    void delayedRunWaitsForItsStartTime() {
        Answer answer = runs.start("\"delay\":\"10m\",\"timeout\":\"1h\",\"priority\":2");
        assertThat(answer.json().at("/waitingFor/kind").asString()).isEqualTo("START_TIME");
        Instant created = Instant.parse(answer.json().path("createdAt").asString());
        Instant available = Instant.parse(answer.json().path("availableAt").asString());
        assertThat(Duration.between(created, available)).isEqualTo(Duration.ofMinutes(10));
        assertThat(answer.json().path("deadline").asString())
                .isEqualTo(available.plus(Duration.ofHours(1)).toString());
        assertThat(jdbc.sql("""
                        SELECT NOT claimable AND due_at = available_at AND claim_order = available_at - interval '2 min'
                          FROM kagzi.run WHERE namespace_id = ?
                        """).param(runs.namespaceId()).query(Boolean.class).single())
                .isTrue();
        assertThat(runs.run(answer.runId()).body()).isEqualTo(answer.body().replace(",\"created\":true", ""));
    }

    @Test
    void startTimeInThePastMeansAtOnce() {
        Answer answer = runs.start("\"startAt\":\"2001-01-01T00:00:00Z\"");
        assertThat(answer.json().at("/waitingFor/kind").asString()).isEqualTo("WORKER");
        assertThat(answer.json().path("availableAt")).isEqualTo(answer.json().path("createdAt"));
    }

    @Test
    void sameRunIdStartsOnce() {
        UUID runId = UUID.randomUUID();
        String members = "\"runId\":\"%s\",\"input\":[1, 2]".formatted(runId);
        assertThat(runs.start(members).status()).isEqualTo(201);
        Answer second = runs.start("\"runId\":\"%s\",\"input\":[1,2]".formatted(runId));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).contains("\"created\":false", "\"input\":[1, 2]");
        assertThat(runs.start("\"runId\":\"%s\",\"input\":[1,3]".formatted(runId))
                        .code())
                .isEqualTo("ID_CONFLICT");
        assertThat(runs.count("run")).isEqualTo(1);
    }

    @Test
    void sameIdStartsOnceAndRefusesAnotherInput() {
        Answer first = runs.start("\"id\":\"order-42\",\"input\":{\"a\":[1,2]}");
        Answer second = runs.start("\"id\":\"order-42\",\"input\":{ \"a\" : [1, 2] }");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.runId()).isEqualTo(first.runId());
        Answer conflict = runs.start("\"id\":\"order-42\",\"input\":{\"a\":[1,2.0]}");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("ID_CONFLICT");
        assertThat(conflict.body()).contains(first.runId().toString());
        assertThat(runs.start("\"id\":\"order-42\"").code()).isEqualTo("ID_CONFLICT");
        assertThat(runs.count("run")).isEqualTo(1);
    }

    @Test
    void idIsOneOfItsWorkflow() {
        runs.declare("other");
        UUID first = runs.start("\"id\":\"same\"").runId();
        Answer other = runs.post("/api/v1/runs", "{\"workflow\":\"other\",\"id\":\"same\"}");
        assertThat(other.status()).isEqualTo(201);
        assertThat(other.runId()).isNotEqualTo(first);
    }

    @Test
    void restartIfFinishedMovesTheIdOnceTheRunIsFinished() {
        UUID first = runs.start("\"id\":\"nightly\"").runId();
        String again = "\"id\":\"nightly\",\"input\":2,\"restartIfFinished\":true";
        assertThat(runs.start(again).code()).isEqualTo("ID_CONFLICT");
        assertThat(runs.start("\"id\":\"nightly\",\"restartIfFinished\":true").runId())
                .isEqualTo(first);

        runs.post("/api/v1/runs/" + first + "/cancel", "{}");
        UUID runId = UUID.randomUUID();
        Answer second = runs.start(again + ",\"runId\":\"" + runId + "\"");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.runId()).isEqualTo(runId);
        assertThat(runs.start(again + ",\"runId\":\"" + runId + "\"").status()).isEqualTo(200);
        assertThat(runs.start("\"id\":\"nightly\",\"input\":2").runId()).isEqualTo(runId);
        assertThat(runs.count("run")).isEqualTo(2);
    }

    @Test
    void aliasStandsForTodaysName() {
        UUID before = runs.start("\"id\":\"kept\"").runId();
        runs.declare("purchase");
        runs.alias("order", "purchase");
        Answer kept = runs.post("/api/v1/runs", "{\"workflow\":\"purchase\",\"id\":\"kept\"}");
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.runId()).isEqualTo(before);
        assertThat(kept.json().path("workflow").asString()).isEqualTo("purchase");

        Answer byAlias = runs.start("\"id\":\"new\"");
        assertThat(byAlias.status()).isEqualTo(201);
        assertThat(byAlias.json().path("workflow").asString()).isEqualTo("purchase");
        assertThat(runs.get("/api/v1/runs?workflow=order").json().path("items")).hasSize(2);
        assertThat(runs.get("/api/v1/runs?workflow=purchase").json().path("items"))
                .hasSize(2);
    }

    static Stream<String> payloads() {
        return Stream.of(
                "1e400",
                "1.10",
                "-0.0",
                "1234567890123456789012345678901234567890",
                "{\"a\":1,\"a\":2}",
                "\"a\\u0000b\"",
                "\"\\ud800\"",
                "\"ü€😀\"",
                "null",
                "[ 1 ,\t{ \"x\" : [ ] } ]",
                "[".repeat(100) + "]".repeat(100),
                "\"" + "x".repeat((1 << 20) - 3) + "\"");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void inputComesBackByteForByte(String payload) {
        UUID runId = runs.start("\"input\": " + payload + " ").runId();
        String body = runs.run(runId).body();
        assertThat(body.contains("\"input\":" + payload + ",")).isTrue();
        assertThat(runs.get("/api/v1/runs").body()).doesNotContain("\"input\"");
    }

    @Test
    void absentInputStaysAbsent() {
        assertThat(runs.run(runs.start("").runId()).json().has("input")).isFalse();
    }

    static Stream<Arguments> badRequests() {
        String tooLarge = "\"" + "x".repeat(2 << 20) + "\"";
        return Stream.of(
                Arguments.of("{\"workflow\":\"never-registered\"}", 404, "WORKFLOW_UNKNOWN"),
                Arguments.of("{\"workflow\":", 400, "MALFORMED_REQUEST"),
                Arguments.of("", 400, "MALFORMED_REQUEST"),
                Arguments.of("[]", 400, "*"),
                Arguments.of("{}", 400, "VALIDATION_FAILED"),
                Arguments.of("{\"workflow\":7}", 400, "*"),
                Arguments.of("{\"workflow\":null}", 400, "*"),
                Arguments.of("{\"workflow\":\"\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"or\\u0000der\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"or\\nder\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"or\\ud800der\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"id\":\"\\u0000\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"id\":\"\\ud800\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"id\":\"" + "x".repeat(300) + "\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"id\":{}}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"tags\":{\"a\":\"\\u0000\"}}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"tags\":{\"a\":null}}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"tags\":{\"\":\"a\"}}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"tags\":[]}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"runId\":\"17\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"delay\":30}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"delay\":\"30\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"delay\":\"-1s\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"delay\":\"4000d\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"timeout\":\"0s\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"startAt\":\"2999-01-01T00:00:00Z\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"startAt\":\"tomorrow\"}", 400, "*"),
                Arguments.of(
                        "{\"workflow\":\"order\",\"delay\":\"1s\",\"startAt\":\"2027-01-01T00:00:00Z\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"priority\":1.5}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"priority\":2000000}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"version\":0}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"maxAttempts\":0}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"restartIfFinished\":\"yes\"}", 400, "*"),
                Arguments.of("{\"workflow\":\"order\",\"input\":" + tooLarge + "}", 413, "PAYLOAD_TOO_LARGE"),
                Arguments.of(
                        "{\"workflow\":\"order\",\"input\":" + "[".repeat(501) + "]".repeat(501) + "}",
                        400,
                        "PAYLOAD_TOO_COMPLEX"));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void badInputIsAProblemAndNothingIsStored(String body, int status, String code) {
        Answer answer = runs.post("/api/v1/runs", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.code()).isNotEmpty();
        if (answer.code().equals("VALIDATION_FAILED")) {
            assertThat(answer.json().path("errors")).as(answer.body()).isNotEmpty();
        }
        if (!code.equals("*")) {
            assertThat(answer.code()).isEqualTo(code);
        }
        assertThat(runs.count("run")).isZero();
        assertThat(runs.count("run_history")).isZero();
    }

    @Test
    void aStartTimeTooFarAheadIsNamed() {
        Answer answer = runs.start("\"startAt\":\"2999-01-01T00:00:00Z\"");
        assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/startAt");
        assertThat(answer.json().at("/errors/0/detail").asString()).contains("2999-01-01T00:00:00Z", "3650 days");
    }

    @Test
    void manyCallersOfTwoServersGetOneRunPerKey() throws Exception {
        HikariDataSource hikari = dataSource.unwrap(HikariDataSource.class);
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(KagziServerApplication.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + hikari.getJdbcUrl(),
                        "--spring.datasource.username=" + hikari.getUsername(),
                        "--spring.datasource.password=" + hikari.getPassword())) {
            int[] ports = {
                port,
                ((ServletWebServerApplicationContext) second).getWebServer().getPort()
            };
            race(ports, round -> "\"id\":\"id-" + round + "\"");
            race(ports, round -> "\"runId\":\"%s\"".formatted(new UUID(7, round)));
            race(ports, round -> "\"id\":\"both-%d\",\"runId\":\"%s\"".formatted(round, new UUID(8, round)));
        }
    }

    private void race(int[] ports, IntFunction<String> key) throws Exception {
        int callers = 16;
        int rounds = 20;
        int before = runs.count("run");
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < rounds; round++) {
                String body = "{\"workflow\":\"order\",\"input\":1," + key.apply(round) + "}";
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Answer>> answers = new ArrayList<>();
                for (int caller = 0; caller < callers; caller++) {
                    int of = ports[caller % ports.length];
                    answers.add(threads.submit(() -> {
                        go.await();
                        return runs.post(of, "/api/v1/runs", body);
                    }));
                }
                go.countDown();
                Set<UUID> runIds = new HashSet<>();
                int created = 0;
                for (Future<Answer> answer : answers) {
                    assertThat(answer.get().status()).as(answer.get().body()).isIn(200, 201);
                    created += answer.get().status() == 201 ? 1 : 0;
                    runIds.add(answer.get().runId());
                }
                assertThat(runIds).hasSize(1);
                assertThat(created).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(runs.count("run") - before).isEqualTo(rounds);
        assertThat(runs.count("run_history")).isEqualTo(runs.count("run"));
    }
}
