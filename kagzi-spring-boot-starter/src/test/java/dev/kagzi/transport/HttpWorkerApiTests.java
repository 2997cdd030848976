package dev.kagzi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.Session;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpWorkerApiTests {

    private static final UUID WORKER = UUID.fromString("019a0000-0000-7000-8000-000000000002");
    private static final UUID RUN = UUID.fromString("019a0000-0000-7000-8000-000000000003");
    private static final String SESSION = "/api/v1/worker/sessions/" + WORKER;

    private final ScriptedServer server = new ScriptedServer();
    private final HttpWorkerApi worker =
            new HttpWorkerApi(new ConnectionSettings(server.url(), "shop", null), client -> {});

    @AfterEach
    void close() {
        worker.close();
        server.close();
    }

    @Test
    void opensASession() {
        server.answer(201, "{\"workerId\":\"" + WORKER + "\",\"leaseDuration\":\"PT30S\",\"renewInterval\":\"PT10S\"}");
        Session session = worker.open(new OpenSession(RUN, "shop", null, null, 7L, null, null, List.of(), 100));
        assertThat(session).isEqualTo(new Session(WORKER, Duration.ofSeconds(30), Duration.ofSeconds(10), null));
        assertThat(server.received().get(0).line()).isEqualTo("POST /api/v1/worker/sessions");
        assertThat(server.received().get(0).namespace()).isEqualTo("shop");
    }

    @Test
    void polls() {
        server.answer(200, "{\"runs\":[],\"resolved\":[],\"cancel\":[],\"drain\":true}");
        PollAnswer answer = worker.poll(
                WORKER, new Poll(3, 2, List.of(new Poll.Wanted("order", List.of(1), 2)), Duration.ofSeconds(30), true));
        assertThat(answer.drain()).isTrue();
        assertThat(server.received().get(0).line()).isEqualTo("POST " + SESSION + "/poll");
        assertThat(server.received().get(0).body())
                .contains("\"requestId\":3", "\"wait\":\"PT30S\"", "\"confirms\":true");
    }

    @Test
    void takesListsThatAreMissingOrHaveGapsForWhatIsLeftOfThem() {
        server.answer(200, "{\"runs\":[null],\"resolved\":null}");
        PollAnswer answer = worker.poll(WORKER, new Poll(3, 2, List.of(), Duration.ofSeconds(30), true));
        assertThat(answer).isEqualTo(new PollAnswer(List.of(), List.of(), List.of(), null));
    }

    @Test
    void reportsWithTheBytesOfPayloads() {
        server.answer(200, "{\"results\":[{\"ok\":true},{\"code\":\"LEASE_LOST\",\"detail\":\"gone\"}]}");
        Report completed = new Report.RunCompleted(RUN, "token", Payload.of("1.10"));
        assertThat(worker.report(WORKER, List.of(completed, completed)).results())
                .extracting(ReportResult::code)
                .containsExactly(null, ReportResult.Code.LEASE_LOST);
        assertThat(server.received().get(0).line()).isEqualTo("POST " + SESSION + "/reports");
        assertThat(server.received().get(0).body()).contains("\"type\":\"runCompleted\"", "\"output\":1.10");
    }

    @Test
    void renews() {
        server.answer(200, "{\"leaseFor\":\"PT30S\",\"lost\":[],\"resolved\":[],\"cancel\":[]}");
        assertThat(worker.renew(WORKER, new Renew(List.of(RUN), 3)).leaseFor()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.received().get(0).line()).isEqualTo("POST " + SESSION + "/renew");
    }

    @Test
    void readsTheRestOfAHistory() {
        server.answer(200, "{\"steps\":[]}");
        assertThat(worker.moreSteps(WORKER, RUN, "a/b&c").moreSteps()).isNull();
        assertThat(server.received().get(0).line())
                .isEqualTo("GET " + SESSION + "/runs/" + RUN + "/steps?after=a%2Fb%26c");
    }

    @Test
    void closesASessionThatIsAnsweredWithNothing() {
        server.answer(exchange -> ScriptedServer.respond(exchange, 204, "application/json", ""));
        assertThatCode(() -> worker.close(WORKER)).doesNotThrowAnyException();
        assertThat(server.received().get(0).line()).isEqualTo("DELETE " + SESSION);
    }
}
