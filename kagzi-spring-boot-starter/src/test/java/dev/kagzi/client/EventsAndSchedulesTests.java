package dev.kagzi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpExchange;
import dev.kagzi.Overlap;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.serialization.BoundCodec;
import dev.kagzi.serialization.PayloadCodecs;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.HttpConnection;
import dev.kagzi.transport.HttpEventsApi;
import dev.kagzi.transport.HttpRunsApi;
import dev.kagzi.transport.HttpSchedulesApi;
import dev.kagzi.transport.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventsAndSchedulesTests {

    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-02T00:00:00Z");

    private final JsonMapper json = ProtocolJson.builder().build();
    private final ScriptedServer server = new ScriptedServer();
    private final HttpConnection connection =
            new HttpConnection(new ConnectionSettings(server.url(), null, null), client -> {});
    private final ServerKagziClient kagzi = client(PayloadCodecs.NONE);

    @AfterEach
    void close() {
        kagzi.close();
        connection.close();
        server.close();
    }

    @Test
    void emitsAnEventUnderTheIdentityItGives() {
        server.answer(202, event());
        String eventId = kagzi.emit("order.shipped", "42", Map.of("by", "truck"));
        assertThat(UUID.fromString(eventId).version()).isEqualTo(7);
        assertThat(server.received().get(0).line()).isEqualTo("POST /api/v1/events");
        assertThat(server.received().get(0).body())
                .isEqualTo("{\"name\":\"order.shipped\",\"key\":\"42\",\"data\":{\"by\":\"truck\"},\"eventId\":\""
                        + eventId + "\"}");
    }

    @Test
    void anEventNeedsNeitherKeyNorData() {
        server.answer(202, event());
        String eventId = kagzi.emit("clock.struck", null);
        assertThat(server.received().get(0).body())
                .isEqualTo("{\"name\":\"clock.struck\",\"eventId\":\"" + eventId + "\"}");
    }

    @Test
    void repeatsAnEventWithTheSameIdentity() {
        server.cut().problem(503, "UNAVAILABLE", true).answer(202, event());
        kagzi.emit("order.shipped", "42", "data");
        assertThat(server.received()).hasSize(3);
        assertThat(server.received().stream().map(ScriptedServer.Received::body).distinct())
                .hasSize(1);
    }

    @Test
    void saysWhyAnEventWasRefused() {
        server.problem(400, "VALIDATION_FAILED", false);
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> kagzi.emit("order.shipped", "42", null))
                .withMessageContaining("Emitting event 'order.shipped' was refused");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kagzi.emit(" ", null))
                .withMessageContaining("event is ' '");
    }

    @Test
    void encodesTheDataOfAnEventForThatEvent() {
        server.answer(202, event());
        PayloadMapper payloads = payloads(codecs());
        String eventId;
        try (ServerKagziClient encoding = client(codecs())) {
            eventId = encoding.emit("order.shipped", "42", "secret");
        }
        String sent = server.received().get(0).body();
        Payload data = ProtocolJson.read(
                        json, sent.getBytes(StandardCharsets.UTF_8), dev.kagzi.protocol.PublishEvent.class)
                .data();
        assertThat(data.isEncoded()).isTrue();
        assertThat(payloads.read(data, String.class, PayloadPlace.event(UUID.fromString(eventId))))
                .isEqualTo("secret");
    }

    @Test
    void makesASchedule() {
        server.answer(201, schedule(false));
        ScheduleSnapshot saved = kagzi.schedule("nightly")
                .workflow("clean-up")
                .cron("0 3 * * *")
                .zone("Europe/Berlin")
                .input(Map.of("n", 1))
                .overlap(Overlap.WAIT)
                .catchUp(1)
                .paused(true)
                .save();
        assertThat(saved.scheduleId()).isEqualTo("nightly");
        assertThat(server.received().get(0).line()).isEqualTo("POST /api/v1/schedules");
        assertThat(server.received().get(0).body())
                .isEqualTo(
                        "{\"scheduleId\":\"nightly\",\"workflow\":\"clean-up\",\"cron\":\"0 3 * * *\","
                                + "\"zone\":\"Europe/Berlin\",\"input\":{\"n\":1},\"overlap\":\"WAIT\",\"catchUp\":1,\"paused\":true}");
    }

    @Test
    void sendsNothingThatAScheduleLeavesOpen() {
        server.answer(201, schedule(false));
        described().save();
        assertThat(server.received().get(0).body())
                .isEqualTo("{\"scheduleId\":\"nightly\",\"workflow\":\"clean-up\",\"cron\":\"0 3 * * *\"}");
    }

    @Test
    void putsItInThePlaceOfTheOneThatIsThere() {
        server.problem(409, "SCHEDULE_EXISTS", false)
                .answer(exchange -> tagged(exchange, "\"7\""))
                .answer(200, schedule(false));
        described().save();
        assertThat(server.received())
                .extracting(ScriptedServer.Received::line)
                .containsExactly(
                        "POST /api/v1/schedules", "GET /api/v1/schedules/nightly", "PUT /api/v1/schedules/nightly");
        assertThat(server.received().get(2).headers().getFirst("If-Match")).isEqualTo("\"7\"");
        assertThat(server.received().get(2).body())
                .isEqualTo(server.received().get(0).body());
    }

    @Test
    void beginsAnewWhenOthersComeInBetween() {
        server.problem(409, "SCHEDULE_EXISTS", false)
                .answer(exchange -> tagged(exchange, "\"7\""))
                .problem(412, "PRECONDITION_FAILED", false)
                .problem(409, "SCHEDULE_EXISTS", false)
                .problem(404, "SCHEDULE_NOT_FOUND", false)
                .answer(201, schedule(false));
        described().save();
        assertThat(server.received()).hasSize(6);
    }

    @Test
    void doesNotBeginAnewForEver() {
        for (int i = 0; i < 5; i++) {
            server.problem(409, "SCHEDULE_EXISTS", false)
                    .answer(exchange -> tagged(exchange, "\"7\""))
                    .problem(412, "PRECONDITION_FAILED", false);
        }
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> described().save())
                .withMessageContaining("Saving schedule 'nightly' was refused")
                .satisfies(e -> assertThat(e.code()).isEqualTo("PRECONDITION_FAILED"));
        assertThat(server.received()).hasSize(15);
    }

    @Test
    void saysWhatAScheduleLacks() {
        assertThatIllegalStateException()
                .isThrownBy(() -> kagzi.schedule("nightly").cron("0 3 * * *").save())
                .withMessageContaining("'nightly' needs a workflow");
        assertThatIllegalStateException()
                .isThrownBy(() -> kagzi.schedule("nightly").workflow("clean-up").save())
                .withMessageContaining("needs a cron");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kagzi.schedule(" "))
                .withMessageContaining("scheduleId is ' '");
    }

    @Test
    void eachRunOfAScheduleCanDecodeItsCopyOfTheInput() {
        server.answer(201, schedule(false));
        try (ServerKagziClient encoding = client(codecs())) {
            encoding.schedule("nightly")
                    .workflow("clean-up")
                    .cron("0 3 * * *")
                    .input("secret")
                    .save();
        }
        String sent = server.received().get(0).body();
        Payload input = ProtocolJson.read(json, sent.getBytes(StandardCharsets.UTF_8), SaveSchedule.class)
                .input();
        assertThat(input.isEncoded()).isTrue();
        assertThat(sent).doesNotContain("secret");
        assertThat(payloads(codecs()).read(input, String.class, PayloadPlace.input(UUID.randomUUID())))
                .isEqualTo("secret");
    }

    @Test
    void pausesAndResumesAndRepeatsBoth() {
        server.cut()
                .answer(200, schedule(true))
                .problem(503, "UNAVAILABLE", true)
                .answer(200, schedule(false));
        assertThat(kagzi.schedule("a/b c").pause().paused()).isTrue();
        assertThat(kagzi.schedule("a/b c").resume().paused()).isFalse();
        assertThat(server.received())
                .extracting(ScriptedServer.Received::line)
                .containsExactly(
                        "POST /api/v1/schedules/a%2Fb%20c/pause",
                        "POST /api/v1/schedules/a%2Fb%20c/pause",
                        "POST /api/v1/schedules/a%2Fb%20c/resume",
                        "POST /api/v1/schedules/a%2Fb%20c/resume");
    }

    @Test
    void triggersOneRunHoweverOftenItAsks() {
        UUID runId = UUID.randomUUID();
        server.cut().answer(201, json.writeValueAsString(Snapshots.in(RunStatus.PENDING, runId)));
        assertThat(kagzi.schedule("nightly").trigger().runId()).isEqualTo(runId.toString());
        assertThat(server.received())
                .extracting(request -> request.headers().getFirst("Idempotency-Key"))
                .doesNotContainNull()
                .hasSize(2)
                .containsOnly(server.received().get(0).headers().getFirst("Idempotency-Key"));
    }

    @Test
    void makesUpFirings() {
        server.answer(202, "{\"firings\":[\"2026-11-01T03:00:00Z\"]}");
        assertThat(kagzi.schedule("nightly").backfill(FROM, TO)).containsExactly(Instant.parse("2026-11-01T03:00:00Z"));
        assertThat(server.received().get(0).line()).isEqualTo("POST /api/v1/schedules/nightly/backfill");
        assertThat(server.received().get(0).body())
                .isEqualTo("{\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-11-02T00:00:00Z\"}");
    }

    @Test
    void deletesWhatIsThere() {
        server.cut()
                .answer(exchange -> ScriptedServer.respond(exchange, 204, "application/json", ""))
                .problem(404, "SCHEDULE_NOT_FOUND", false)
                .problem(409, "SCHEDULE_DECLARED", false);
        kagzi.schedule("nightly").delete();
        kagzi.schedule("nightly").delete();
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(() -> kagzi.schedule("nightly").delete())
                .satisfies(e -> assertThat(e.code()).isEqualTo("SCHEDULE_DECLARED"));
        assertThat(server.received()).hasSize(4);
    }

    @Test
    void knowsNoScheduleThatIsNotThere() {
        server.problem(404, "SCHEDULE_NOT_FOUND", false);
        assertThatExceptionOfType(ScheduleNotFoundException.class)
                .isThrownBy(() -> kagzi.schedule("nightly").get())
                .withMessageContaining("Looking up schedule 'nightly' was refused");
        assertThatExceptionOfType(ScheduleNotFoundException.class)
                .isThrownBy(() -> kagzi.schedule("nightly").trigger());
    }

    @Test
    void listsAllSchedules() {
        server.answer(200, "{\"items\":[" + schedule(false) + "],\"nextCursor\":\"a b\"}")
                .answer(200, "{\"items\":[" + schedule(true) + "]}");
        assertThat(kagzi.schedules()).extracting(ScheduleSnapshot::paused).containsExactly(false, true);
        assertThat(server.received())
                .extracting(ScriptedServer.Received::line)
                .containsExactly("GET /api/v1/schedules", "GET /api/v1/schedules?cursor=a%20b");
    }

    @Test
    void anAnswerWithoutATagIsNoneOfTheServers() {
        server.answer(200, schedule(false));
        assertThatExceptionOfType(ServerUnavailableException.class)
                .isThrownBy(() -> kagzi.schedule("nightly").get())
                .withMessageContaining("without an ETag");
    }

    private ScheduleCall described() {
        return kagzi.schedule("nightly").workflow("clean-up").cron("0 3 * * *");
    }

    private ServerKagziClient client(PayloadCodecs codecs) {
        return new ServerKagziClient(
                new ServerApis(
                        new HttpRunsApi(connection), new HttpEventsApi(connection), new HttpSchedulesApi(connection)),
                payloads(codecs),
                Outbox.NONE,
                new ReferencedWorkflows(List::of, UnaryOperator.identity()),
                new Patience(Duration.ofSeconds(1), Duration.ofMillis(5), Duration.ofMillis(20)));
    }

    private static PayloadMapper payloads(PayloadCodecs codecs) {
        return new PayloadMapper(JsonMapper.builder().build(), codecs);
    }

    private static PayloadCodecs codecs() {
        return new PayloadCodecs("default", "bound", Map.of("bound", new BoundCodec("bound")));
    }

    private void tagged(HttpExchange exchange, String etag) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        ScriptedServer.respond(exchange, 200, "application/json", schedule(false));
    }

    private static String schedule(boolean paused) {
        return """
                {"scheduleId":"nightly","workflow":"clean-up","cron":"0 3 * * *","zone":"UTC","overlap":"SKIP","catchUp":0,
                 "paused":%s,"source":"API"}""".formatted(paused);
    }

    private static String event() {
        return """
                {"eventId":"019a0000-0000-7000-8000-000000000001","name":"any","acceptedAt":"2026-11-01T00:00:00Z","startedRuns":[],
                 "wokenRuns":[],"more":false}""";
    }
}
