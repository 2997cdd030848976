package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.maintenance.PollFloor;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A poll that comes when nothing is there to be claimed costs the database nothing. */
@ServerTest
class QuietPollIntegrationTests {

    private final ExecutorService background = Executors.newCachedThreadPool();

    @Autowired
    private ServerClient server;

    @Autowired
    private Polls polls;

    @Autowired
    private PollFloor floor;

    @Autowired
    private JdbcClient jdbc;

    private String namespace;
    private TestWorker worker;

    /** It has polled once, and found nothing. */
    @BeforeEach
    void openSession() {
        namespace = server.newNamespace();
        floor.stop();
        floor.runOnce();
        worker = new TestWorker(server, namespace, TestWorker.workflow("order"));
        assertThat(worker.poll(5, "order")).isEmpty();
        assertThat(newestRequest()).isEqualTo(1);
    }

    @AfterEach
    void endBackground() {
        background.shutdownNow();
        floor.start();
    }

    @Test
    void itIsNotToldToTheDatabase() throws Exception {
        Future<Answer> third = next(poll(2), 3);
        assertThat(newestRequest()).isEqualTo(1);

        String runId = start();
        assertThat(third.get(10, TimeUnit.SECONDS).text("/runs/0/runId")).isEqualTo(runId);
        assertThat(newestRequest()).isEqualTo(3);
    }

    @Test
    void theFirstOneAfterThereWasSomethingToClaimLooks() throws Exception {
        start();
        assertThat(poll(2).get(10, TimeUnit.SECONDS).json().path("runs").size()).isEqualTo(1);

        Future<Answer> third = poll(3);
        while (newestRequest() < 3) {
            Thread.onSpinWait();
        }
        next(next(third, 4), 5);
        assertThat(newestRequest()).isEqualTo(3);
    }

    @Test
    void theTwoThatFollowAPollOfAnotherServerLook() throws Exception {
        Future<Answer> third = poll(3);
        Future<Answer> fourth = next(third, 4);
        while (newestRequest() < 4) {
            Thread.onSpinWait();
        }
        next(next(fourth, 5), 6);
        assertThat(newestRequest()).isEqualTo(4);
    }

    @Test
    void aPollWithoutAWaitAlwaysLooks() {
        assertThat(worker.poll(5, "order")).isEmpty();
        assertThat(newestRequest()).isEqualTo(2);
    }

    @Test
    void aPollThatMayEndBeforeTheFloorLooksAlwaysLooks() throws Exception {
        Future<Answer> waiting = background.submit(() -> worker.poll(2, 5, "1999ms", 1, "order"));
        while (newestRequest() < 2) {
            Thread.onSpinWait();
        }
        waiting.cancel(true);
    }

    @Test
    void aWorkerWithASuspectLooksUntilItHasGotOn() throws Exception {
        String suspect = start();
        jdbc.sql("UPDATE kagzi.run SET expired_claims = :suspect WHERE run_id = :run")
                .param("suspect", Release.SUSPECT_AFTER)
                .param("run", UUID.fromString(suspect))
                .update();
        Claim claimed = new Claim(poll(2).get(10, TimeUnit.SECONDS).json().at("/runs/0"));
        assertThat(claimed.runId()).isEqualTo(suspect);

        for (int number : List.of(3, 4)) {
            Future<Answer> waiting = submit(number);
            while (newestRequest() < number) {
                Thread.onSpinWait();
            }
            assertThat(waiting.isDone()).isFalse();
        }
    }

    @Test
    void theSamePollAgainGetsTheSameRuns() throws Exception {
        Future<Answer> waiting = poll(2);
        String runId = start();
        Claim claimed = new Claim(waiting.get(10, TimeUnit.SECONDS).json().at("/runs/0"));

        Answer again = poll(2).get(10, TimeUnit.SECONDS);
        assertThat(again.text("/runs/0/runId")).isEqualTo(runId);
        assertThat(new Claim(again.json().at("/runs/0")).leaseToken()).isEqualTo(claimed.leaseToken());
    }

    @Test
    void anOlderPollThatComesLateGetsNothing() throws Exception {
        Future<Answer> waiting = next(poll(2), 3);
        Answer late = poll(2).get(10, TimeUnit.SECONDS);
        assertThat(late.json().path("runs").size()).isZero();

        String runId = start();
        assertThat(waiting.get(10, TimeUnit.SECONDS).text("/runs/0/runId")).isEqualTo(runId);
    }

    @Test
    void whoPolledIsSeenToBeAlive() throws Exception {
        jdbc.sql("UPDATE kagzi.worker SET last_seen_at = last_seen_at - interval '1 hour' WHERE worker_id = :worker")
                .param("worker", workerId())
                .update();
        next(poll(2), 3);
        assertThat(isSeenLately()).isFalse();

        floor.runOnce();
        assertThat(isSeenLately()).isTrue();
    }

    @Test
    void whoHasNoSessionAnyMoreLearnsIt() throws Exception {
        Future<Answer> waiting = next(poll(2), 3);
        jdbc.sql("DELETE FROM kagzi.worker WHERE worker_id = :worker")
                .param("worker", workerId())
                .update();

        floor.runOnce();
        assertThat(waiting.get(10, TimeUnit.SECONDS).json().path("runs").size()).isZero();
        assertThat(poll(4).get(10, TimeUnit.SECONDS).status()).isEqualTo(404);
    }

    @Test
    void whatNoSignalHasToldIsFound() throws Exception {
        String runId = start();
        hide(runId);
        assertThat(worker.poll(5, "order")).isEmpty();
        Future<Answer> waiting = next(poll(3), 4);
        assertThat(newestRequest()).isEqualTo(2);
        show(runId);

        floor.runOnce();
        assertThat(waiting.get(10, TimeUnit.SECONDS).text("/runs/0/runId")).isEqualTo(runId);
    }

    private void hide(String runId) {
        setClaimable(runId, "false, due_at = '2100-01-01Z'");
    }

    private void show(String runId) {
        setClaimable(runId, "true, due_at = NULL");
    }

    private void setClaimable(String runId, String columns) {
        jdbc.sql("UPDATE kagzi.run SET claimable = %s WHERE run_id = :run".formatted(columns))
                .param("run", UUID.fromString(runId))
                .update();
    }

    private String start() {
        Answer answer = server.post("/api/v1/runs", "{\"workflow\":\"order\"}", "Kagzi-Namespace", namespace);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    /** A poll that is open or answered when this returns. */
    private Future<Answer> poll(long number) {
        int before = polls.open();
        Future<Answer> waiting = submit(number);
        while (polls.open() == before && !waiting.isDone()) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    /** A poll that has ended another one, which has gone all the way that polls go when they arrive. */
    private Future<Answer> next(Future<Answer> before, long number) throws Exception {
        Future<Answer> waiting = submit(number);
        assertThat(before.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        return waiting;
    }

    private Future<Answer> submit(long number) {
        return background.submit(() -> worker.poll(number, 5, "30s", 1, "order"));
    }

    private long newestRequest() {
        return jdbc.sql("SELECT request_id FROM kagzi.worker WHERE worker_id = :worker")
                .param("worker", workerId())
                .query(Long.class)
                .single();
    }

    private boolean isSeenLately() {
        return jdbc.sql("SELECT last_seen_at > now() - interval '1 minute' FROM kagzi.worker WHERE worker_id = :worker")
                .param("worker", workerId())
                .query(Boolean.class)
                .single();
    }

    private UUID workerId() {
        return UUID.fromString(worker.workerId());
    }
}
