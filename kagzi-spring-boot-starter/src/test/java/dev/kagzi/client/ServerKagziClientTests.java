package dev.kagzi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.KagziException;
import dev.kagzi.TypeRef;
import dev.kagzi.Workflow;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.HttpConnection;
import dev.kagzi.transport.HttpEventsApi;
import dev.kagzi.transport.HttpRunsApi;
import dev.kagzi.transport.HttpSchedulesApi;
import dev.kagzi.transport.ScriptedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ServerKagziClientTests {

    private static final UUID RUN_ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final JsonMapper json = ProtocolJson.builder().build();
    private final ScriptedServer server = new ScriptedServer();
    private final HttpConnection connection =
            new HttpConnection(new ConnectionSettings(server.url(), null, null), client -> {});
    private final ServerApis apis = new ServerApis(
            new HttpRunsApi(connection), new HttpEventsApi(connection), new HttpSchedulesApi(connection));
    private final ServerKagziClient kagzi = client(Duration.ofSeconds(20));

    @AfterEach
    void close() {
        kagzi.close();
        connection.close();
        server.close();
    }

    @Test
    void sendsAllThatAStartSays() {
        answer(201, Snapshots.in(RunStatus.PENDING, RUN_ID));
        Run<Object> run = kagzi.start("order", Map.of("n", 1))
                .id("order-42")
                .delay("10m")
                .priority(5)
                .tag("region", "eu")
                .timeout(Duration.ofHours(1))
                .version(2)
                .maxAttempts(7)
                .restartIfFinished()
                .send();
        assertThat(run.runId()).isEqualTo(RUN_ID.toString());
        assertThat(run.id()).isEqualTo("id-1");
        assertThat(run.workflow()).isEqualTo("any");
        assertThat(server.received().get(0).body())
                .contains(
                        "\"workflow\":\"order\"",
                        "\"input\":{\"n\":1}",
                        "\"id\":\"order-42\"",
                        "\"delay\":\"PT10M\"",
                        "\"priority\":5",
                        "\"tags\":{\"region\":\"eu\"}",
                        "\"timeout\":\"PT1H\"",
                        "\"version\":2",
                        "\"maxAttempts\":7",
                        "\"restartIfFinished\":true")
                .doesNotContain("startAt");
    }

    @Test
    void sendsNothingThatAStartLeavesOpen() {
        answer(201, Snapshots.in(RunStatus.PENDING, RUN_ID));
        kagzi.start("order").startAt(Instant.parse("2030-01-01T00:00:00Z")).send();
        assertThat(server.received().get(0).body())
                .matches("\\{\"workflow\":\"order\",\"runId\":\"[-0-9a-f]{36}\",\"startAt\":\"2030-01-01T00:00:00Z\"}");
    }

    @Test
    void refusesDurationsWithoutAUnit() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> kagzi.start("order").delay("10"))
                .withMessageContaining("'10'");
    }

    @Test
    void repeatsAStartWithTheSameRunIdUntilTheServerAnswers() {
        server.cut()
                .problem(503, "OUTCOME_UNKNOWN", true)
                .problem(429, "OVERLOADED", true)
                .answer(exchange -> ScriptedServer.respond(exchange, 502, "text/html", "gateway"));
        answer(200, Snapshots.in(RunStatus.PENDING, RUN_ID));

        kagzi.start("order").send();

        assertThat(server.received()).hasSize(5);
        assertThat(server.received().stream().map(ScriptedServer.Received::body).distinct())
                .hasSize(1);
    }

    @Test
    void givesUpOnAServerThatStaysAway() {
        server.cut();
        try (ServerKagziClient impatient = client(Duration.ofMillis(200))) {
            assertThatExceptionOfType(ServerUnavailableException.class)
                    .isThrownBy(() -> impatient.start("order").id("order-42").send())
                    .withMessageContaining("Starting workflow 'order' with id 'order-42' failed")
                    .withMessageContaining(server.url().toString());
        }
        assertThat(server.received()).hasSizeGreaterThan(1);
    }

    @Test
    void doesNotWaitLongerThanItsPatienceForARetryAfter() {
        server.answer(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            ScriptedServer.respond(
                    exchange, 503, "application/problem+json", ScriptedServer.problem("UNAVAILABLE", 503, true));
        });
        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> kagzi.start("order").send())
                .withMessageContaining("503 UNAVAILABLE");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        server.answer(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            ScriptedServer.respond(
                    exchange, 429, "application/problem+json", ScriptedServer.problem("OVERLOADED", 429, true));
        });
        answer(201, Snapshots.in(RunStatus.PENDING, RUN_ID));
        long began = System.nanoTime();
        kagzi.start("order").send();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void saysWhyAStartWasRefused() {
        server.problem(409, "ID_CONFLICT", false)
                .problem(404, "WORKFLOW_UNKNOWN", false)
                .problem(400, "VALIDATION_FAILED", false);
        StartCall<Object> start = kagzi.start("order").id("order-42");
        assertThatExceptionOfType(IdConflictException.class)
                .isThrownBy(start::send)
                .withMessageContaining("Starting workflow 'order' with id 'order-42' was refused")
                .withMessageContaining("Detail of ID_CONFLICT");
        assertThatExceptionOfType(WorkflowUnknownException.class).isThrownBy(start::send);
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(start::send)
                .satisfies(e -> assertThat(e.code()).isEqualTo("VALIDATION_FAILED"));
        assertThat(server.received()).hasSize(3);
    }

    @Test
    void waitsUntilTheApplicationsOwnWorkerHasRegisteredTheWorkflow() {
        for (int i = 0; i < 3; i++) {
            server.problem(404, "WORKFLOW_UNKNOWN", false);
        }
        answer(201, Snapshots.in(RunStatus.PENDING, RUN_ID));
        try (ServerKagziClient declaring = declaring(Duration.ofSeconds(20))) {
            declaring.start("old-name").send();
        }
        assertThat(server.received().stream().map(ScriptedServer.Received::body).distinct())
                .hasSize(1);
    }

    @Test
    void doesNotWaitForItsOwnWorkerForEver() {
        server.problem(404, "WORKFLOW_UNKNOWN", false);
        try (ServerKagziClient declaring = declaring(Duration.ofMillis(200))) {
            assertThatExceptionOfType(WorkflowUnknownException.class)
                    .isThrownBy(() -> declaring.start("own").send());
        }
        assertThat(server.received()).hasSizeGreaterThan(1);
    }

    @Test
    void readsTheResultAsTheTypeNamed() {
        answer(200, Snapshots.completed(RUN_ID, "[\"a\"]"));
        List<String> viaStart = kagzi.start("order")
                .returns(new TypeRef<List<String>>() {})
                .send()
                .result();
        String[] viaRun = kagzi.run(RUN_ID.toString()).returns(String[].class).result(Duration.ofSeconds(5));
        Object untyped = kagzi.start("order").send().result();
        assertThat(viaStart).containsExactly("a");
        assertThat(viaRun).containsExactly("a");
        assertThat(untyped).isEqualTo(List.of("a"));
    }

    @Test
    void outlastsRestartsOfTheServerWhileItWaitsForAResult() {
        answer(200, Snapshots.in(RunStatus.RUNNING, RUN_ID));
        server.cut().problem(503, "UNAVAILABLE", true);
        answer(200, Snapshots.in(RunStatus.NEEDS_ATTENTION, RUN_ID));
        answer(200, Snapshots.completed(RUN_ID, "1"));
        assertThat(run().result(LONG)).isEqualTo(1);
        assertThat(server.received()).hasSize(5);
    }

    @Test
    void throwsWhenTheTimeIsUp() {
        answer(200, Snapshots.in(RunStatus.WAITING, RUN_ID));
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> run().result(Duration.ofMillis(300)))
                .withMessageContaining(RUN_ID.toString())
                .withMessageContaining("WAITING");
        assertThat(server.received().get(1).line()).matches(".*/result\\?wait=PT0\\.[0-9]+S");
    }

    @Test
    void looksOnceWithoutTimeToWait() {
        answer(200, Snapshots.in(RunStatus.RUNNING, RUN_ID));
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> run().result(Duration.ofSeconds(-1)));
        assertThat(server.received()).hasSize(2);
        assertThat(server.received().get(1).line()).endsWith("/result?wait=PT0S");
    }

    @Test
    void saysThatTheServerWasAwayWhenTheTimeIsUp() {
        answer(200, Snapshots.in(RunStatus.RUNNING, RUN_ID));
        server.cut();
        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> run().result(Duration.ofMillis(300)));
    }

    @Test
    void saysHowARunFailed() {
        answer(
                200,
                Snapshots.failed(RUN_ID, new Failure("shop.CardDeclined", "no money", null, "charge#2", null, null)));
        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> run().result())
                .withMessage("Run '%s' failed in step 'charge#2' with shop.CardDeclined: no money", RUN_ID)
                .satisfies(e -> {
                    assertThat(e.type()).isEqualTo("shop.CardDeclined");
                    assertThat(e.step()).isEqualTo("charge#2");
                });
    }

    @Test
    void saysThatARunWasCancelled() {
        answer(200, Snapshots.in(RunStatus.CANCELLED, RUN_ID));
        assertThatExceptionOfType(RunCancelledException.class)
                .isThrownBy(() -> run().result())
                .withMessageContaining(RUN_ID.toString());
    }

    @Test
    void stopsWaitingWhenInterrupted() throws Exception {
        answer(200, Snapshots.in(RunStatus.RUNNING, RUN_ID));
        CountDownLatch asked = new CountDownLatch(1);
        server.answer(exchange -> asked.countDown());
        Run<Object> run = run();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread waiting = new Thread(() -> {
            try {
                run.result();
            } catch (KagziException e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        waiting.start();
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        waiting.interrupt();
        waiting.join(10_000);

        assertThat(thrown.get()).isInstanceOf(KagziException.class).hasMessageContaining("was interrupted");
        assertThat(interrupted).isTrue();
    }

    @Test
    void closingEndsThePausesOfThoseWhoWait() throws Exception {
        server.cut();
        ServerKagziClient patient = new ServerKagziClient(
                apis,
                new PayloadMapper(json),
                Outbox.NONE,
                new ReferencedWorkflows(List::of, UnaryOperator.identity()),
                new Patience(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread starting = new Thread(() -> {
            try {
                patient.start("order").send();
            } catch (KagziException e) {
                thrown.set(e);
            }
        });
        starting.start();
        patient.close();
        starting.join(20_000);
        assertThat(thrown.get()).isInstanceOf(ServerUnavailableException.class);
    }

    @Test
    void cancels() {
        answer(200, Snapshots.in(RunStatus.RUNNING, RUN_ID));
        server.cut();
        answer(200, Snapshots.in(RunStatus.CANCELLED, RUN_ID));
        answer(200, Snapshots.completed(RUN_ID, "1"));
        Run<Object> run = run();
        assertThat(run.cancel("customer called")).isEqualTo(RunStatus.CANCELLED);
        assertThat(run.cancel()).isEqualTo(RunStatus.COMPLETED);
        assertThat(server.received())
                .extracting(ScriptedServer.Received::body)
                .containsExactly("", "{\"reason\":\"customer called\"}", "{\"reason\":\"customer called\"}", "{}");
    }

    @Test
    void repeatsARetryUnderTheSameKeyAndTheNextOneUnderAnother() {
        answer(200, Snapshots.in(RunStatus.FAILED, RUN_ID));
        server.cut().problem(409, "IDEMPOTENCY_KEY_IN_USE", true);
        answer(200, Snapshots.in(RunStatus.PENDING, RUN_ID));
        Run<Object> run = run();
        assertThat(run.retry()).isSameAs(run);
        run.retry();
        List<String> keys = server.received().stream()
                .skip(1)
                .map(request -> request.headers().getFirst("Idempotency-Key"))
                .toList();
        assertThat(keys).hasSize(4).doesNotContainNull();
        assertThat(keys.subList(0, 3)).containsOnly(keys.get(0));
        assertThat(keys.get(3)).isNotEqualTo(keys.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN_NOT_RETRYABLE", "COMPENSATED"})
    void doesNotRepeatARetryThatTheRunDoesNotAllow(String code) {
        answer(200, Snapshots.in(RunStatus.FAILED, RUN_ID));
        server.problem(409, code, false);
        assertThatExceptionOfType(RunNotRetryableException.class).isThrownBy(() -> run().retry());
        assertThat(server.received()).hasSize(2);
    }

    @Test
    void repeatsARestartWithTheSameRunId() {
        answer(200, Snapshots.in(RunStatus.FAILED, RUN_ID));
        server.cut().problem(503, "OUTCOME_UNKNOWN", true);
        answer(201, Snapshots.in(RunStatus.PENDING, UUID.randomUUID()));
        Run<Object> run = run();
        run.restart();
        run.restart();
        List<String> bodies = server.received().stream()
                .skip(1)
                .map(ScriptedServer.Received::body)
                .toList();
        assertThat(bodies).hasSize(4).allMatch(body -> body.matches("\\{\"runId\":\"[-0-9a-f]{36}\"}"));
        assertThat(bodies.subList(0, 3)).containsOnly(bodies.get(0));
        assertThat(bodies.get(3)).isNotEqualTo(bodies.get(0));
    }

    @Test
    void restartGivesTheNewRun() {
        UUID other = UUID.randomUUID();
        answer(200, Snapshots.in(RunStatus.FAILED, RUN_ID));
        answer(201, Snapshots.completed(other, "2"));
        Run<Integer> restarted = run().returns(Integer.class).restart();
        assertThat(restarted.runId()).isEqualTo(other.toString());
        assertThat(restarted.result()).isEqualTo(2);
        assertThat(server.received().get(1).line()).isEqualTo("POST /api/v1/runs/" + RUN_ID + "/restart");
    }

    @Test
    void knowsNoRunThatIsNotThere() {
        server.problem(404, "RUN_NOT_FOUND", false);
        assertThatExceptionOfType(RunNotFoundException.class).isThrownBy(() -> kagzi.run(RUN_ID.toString()));
        assertThatExceptionOfType(RunNotFoundException.class)
                .isThrownBy(() -> kagzi.run("order-42"))
                .withMessageContaining("'order-42'");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void listsRunsPageByPage() {
        server.answer(200, page("next", Snapshots.in(RunStatus.FAILED, RUN_ID)))
                .answer(200, page(null, Snapshots.in(RunStatus.FAILED, UUID.randomUUID())));
        RunFilter failed = RunFilter.all()
                .workflow("order")
                .status(RunStatus.FAILED)
                .tag("region", "eu")
                .createdAfter(Instant.EPOCH)
                .createdBefore(Instant.EPOCH.plusSeconds(1))
                .limit(1);

        Page<Run<Object>> first = kagzi.runs(failed);
        Page<Run<Object>> second = kagzi.runs(failed.from(first.nextCursor()));

        assertThat(first.items()).extracting(Run::runId).containsExactly(RUN_ID.toString());
        assertThat(second.nextCursor()).isNull();
        assertThat(server.received().get(1).line())
                .isEqualTo("GET /api/v1/runs?workflow=order&status=FAILED&createdAfter=1970-01-01T00%3A00%3A00Z"
                        + "&createdBefore=1970-01-01T00%3A00%3A01Z&limit=1&cursor=next&tag=region%3Aeu");
    }

    private Run<Object> run() {
        return kagzi.run(RUN_ID.toString());
    }

    private ServerKagziClient client(Duration patience) {
        return client(List.of(), patience);
    }

    private ServerKagziClient declaring(Duration patience) {
        DeclaredBeans beans = new DeclaredBeans(UnaryOperator.identity());
        beans.add("own", OwnWorkflow.class);
        return client(beans.resolve(DefinitionSettings.NONE).all(), patience);
    }

    private ServerKagziClient client(List<WorkflowDefinition> own, Duration patience) {
        return new ServerKagziClient(
                apis,
                new PayloadMapper(JsonMapper.builder().build()),
                Outbox.NONE,
                new ReferencedWorkflows(() -> own, UnaryOperator.identity()),
                new Patience(patience, Duration.ofMillis(5), Duration.ofMillis(20)));
    }

    private void answer(int status, RunSnapshot run) {
        server.answer(status, json.writeValueAsString(run));
    }

    private String page(String cursor, RunSnapshot run) {
        return json.writeValueAsString(new Page<>(List.of(run), cursor));
    }

    @Workflow(aliases = "old-name")
    static class OwnWorkflow {

        public void process() {}
    }
}
