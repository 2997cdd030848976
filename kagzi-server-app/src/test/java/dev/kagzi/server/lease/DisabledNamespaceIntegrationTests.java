package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.maintenance.DueRunWaker;
import dev.kagzi.server.maintenance.EventSpreader;
import dev.kagzi.server.maintenance.PollFloor;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** In a disabled namespace what is held may finish; nothing else goes on until it is enabled again. */
@ServerTest
class DisabledNamespaceIntegrationTests {

    private static final String RUNS = "/api/v1/runs";

    @Autowired
    private ServerClient server;

    @Autowired
    private Polls polls;

    @Autowired
    private PollFloor floor;

    @Autowired
    private DueRunWaker waker;

    @Autowired
    private EventSpreader spreader;

    @Autowired
    private DatabaseClock clock;

    private TestClock moved;
    private String namespace;
    private TestWorker worker;

    @BeforeEach
    void openSession() {
        moved = new TestClock(clock);
        namespace = server.newNamespace();
        worker = new TestWorker(server, namespace, TestWorker.workflow("order"));
    }

    @AfterEach
    void letTheClockGo() {
        moved.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/runs | {'workflow':'order'}",
                "/runs/batch | {'runs':[{'workflow':'order'}]}",
                "/events | {'name':'order.created'}",
                "/events/batch | {'events':[{'name':'order.created'}]}",
                "/schedules/nightly/trigger | {}",
                "/schedules/nightly/backfill | {'from':'2026-01-01T00:00:00Z','to':'2026-01-02T00:00:00Z'}",
            })
    void nothingIsStarted(String path, String body) {
        disable();

        refused(post("/api/v1" + path, body.replace('\'', '"')));

        assertThat(get(RUNS).json().path("items").size()).isZero();
        assertThat(get("/api/v1/events?name=order.created").json().path("items").size())
                .isZero();
    }

    @Test
    void noRunIsStartedAnew() {
        String runId = start();
        worker.reportOk(worker.poll(5, "order").get(0).runCompleted("true"));
        disable();

        refused(post(RUNS + "/" + runId + "/restart", "{}"));
    }

    @Test
    void nothingIsClaimed() throws Exception {
        String runId = start();
        disable();

        assertThat(worker.poll(5, "order")).isEmpty();
        int before = polls.open();
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> worker.poll(worker.newestRequest() + 1, 5, "30s", 1, "order"));
        while (polls.open() == before) {
            Thread.onSpinWait();
        }
        floor.runOnce();
        assertThat(waiting.isDone()).isFalse();

        enable();
        floor.runOnce();
        assertThat(waiting.get(10, TimeUnit.SECONDS).text("/runs/0/runId")).isEqualTo(runId);
    }

    @Test
    void whatIsHeldFinishes() {
        String runId = start();
        Claim claim = worker.poll(5, "order").get(0);
        disable();

        assertThat(worker.renew(worker.newestRequest(), runId)
                        .json()
                        .path("lost")
                        .size())
                .isZero();
        worker.reportOk(claim.stepCompleted("charge", 1, 1, "1"), claim.runCompleted("true"));
        assertThat(statusOf(runId)).isEqualTo("COMPLETED");
    }

    @Test
    void whatIsHeldHearsOfTheEndOfItsWaits() {
        String runId = start();
        Claim claim = worker.poll(5, "order").get(0);
        worker.reportOk(claim.sleepStarted("nap", 1, 1, "5s"));
        disable();
        moved.advance(Duration.ofSeconds(6));

        waker.runOnce();

        assertThat(get(RUNS + "/" + runId + "/steps").text("/items/0/status")).isEqualTo("COMPLETED");
        assertThat(statusOf(runId)).isEqualTo("RUNNING");
    }

    @Test
    void anEventOfAHeldRunWakesNobody() {
        String waiting = start();
        Claim waits = worker.poll(1, "order").get(0);
        worker.reportOk(waits.waitStarted("order.paid", 1, 1, "42", null), waits.waiting());
        start();
        Claim emits = worker.poll(1, "order").get(0);
        disable();

        worker.reportOk(emits.eventEmitted("order.paid", 1, "42", "true"), emits.runCompleted("true"));
        spreader.runOnce();
        assertThat(statusOf(waiting)).isEqualTo("WAITING");

        enable();
        spreader.runOnce();
        assertThat(worker.poll(5, "order")).extracting(Claim::runId).containsExactly(waiting);
    }

    @Test
    void nothingIsWoken() {
        String runId = start();
        Claim claim = worker.poll(5, "order").get(0);
        worker.reportOk(claim.sleepStarted("nap", 1, 1, "5s"), claim.waiting());
        disable();
        moved.advance(Duration.ofMinutes(1));

        waker.runOnce();
        assertThat(statusOf(runId)).isEqualTo("WAITING");

        enable();
        waker.runOnce();
        assertThat(worker.poll(5, "order")).extracting(Claim::runId).containsExactly(runId);
    }

    @Test
    void othersGoOn() {
        disable();
        String other = server.newNamespace();
        TestWorker otherWorker = new TestWorker(server, other, TestWorker.workflow("order"));

        Answer started = server.post(RUNS, "{\"workflow\":\"order\",\"delay\":\"5s\"}", "Kagzi-Namespace", other);
        assertThat(started.status()).isEqualTo(201);
        moved.advance(Duration.ofMinutes(1));
        waker.runOnce();
        List<Claim> claims = otherWorker.poll(5, "order");
        assertThat(claims).extracting(Claim::runId).containsExactly(started.text("/runId"));
    }

    private void disable() {
        assertThat(post("/api/v1/namespaces/" + namespace + "/disable", "{}").status())
                .isEqualTo(200);
    }

    private void enable() {
        assertThat(post("/api/v1/namespaces/" + namespace + "/enable", "{}").status())
                .isEqualTo(200);
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.text("/code")).isEqualTo("NAMESPACE_DISABLED");
    }

    private String start() {
        Answer answer = post(RUNS, "{\"workflow\":\"order\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    private String statusOf(String runId) {
        return get(RUNS + "/" + runId).text("/status");
    }

    private Answer get(String path) {
        return server.get(path, "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String json) {
        return server.post(path, json, "Kagzi-Namespace", namespace);
    }
}
