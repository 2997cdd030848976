package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.claims;
import static dev.kagzi.server.lease.TestWorker.codes;
import static dev.kagzi.server.lease.TestWorker.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.due.Deadlines;
import dev.kagzi.server.due.DueRuns;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.maintenance.ExpiredLeaseReaper;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
class WorkerProtocolIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private Leases leases;

    @Autowired
    private ExpiredLeaseReaper reaper;

    @Autowired
    private DueRuns dueRuns;

    @Autowired
    private Deadlines deadlines;

    private String namespace;

    @BeforeEach
    void newNamespace() {
        namespace = server.newNamespace();
    }

    @Test
    void samePollAgainGetsTheSameRuns() {
        TestWorker worker = worker("order");
        String runId = start("order", "");

        List<Claim> first = claims(worker.poll(1, 5, "0s", 1, "order"));
        List<Claim> again = claims(worker.poll(1, 5, "0s", 1, "order"));

        assertThat(first).extracting(Claim::runId).containsExactly(runId);
        assertThat(again)
                .extracting(Claim::leaseToken)
                .containsExactly(first.get(0).leaseToken());
        assertThat(worker.poll(5, "order")).isEmpty();
    }

    @Test
    void olderPollClaimsNothing() {
        TestWorker worker = worker("order");
        worker.poll(7, 5, "0s", 1, "order");
        start("order", "");

        assertThat(claims(worker.poll(6, 5, "5s", 1, "order"))).isEmpty();
        assertThat(worker.poll(5, "order")).hasSize(1);
    }

    @Test
    void newerPollEndsTheOneThatWaits() throws Exception {
        TestWorker worker = worker("order");
        try (Background background = new Background()) {
            Future<Answer> waiting = background.submit(() -> worker.poll(1, 5, "60s", 1, "order"));
            while (!waiting.isDone()) {
                worker.poll(2, 0, "10ms", 1, "order");
            }
            assertThat(claims(waiting.get(5, TimeUnit.SECONDS))).isEmpty();
        }
    }

    @Test
    void waitingPollGetsARunThatIsStartedLater() throws Exception {
        TestWorker worker = worker("order");
        try (Background background = new Background()) {
            Future<Answer> waiting = background.submit(() -> worker.poll(1, 5, "60s", 1, "order"));
            String runId = start("order", "");
            List<Claim> claimed = claims(waiting.get(5, TimeUnit.SECONDS));
            assertThat(claimed).extracting(Claim::runId).containsExactly(runId);
            // Counted from the arrival of the poll, the lease is longer by the time it has waited.
            assertThat(Duration.parse(claimed.get(0).json().path("leaseFor").asString()))
                    .isGreaterThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void takesAsManyRunsAsThereIsRoomForInAllAndPerWorkflow() {
        TestWorker worker = worker("order", "mail");
        IntStream.range(0, 5).forEach(i -> start("order", ""));
        IntStream.range(0, 5).forEach(i -> start("mail", ""));

        List<Claim> claimed = worker.poll(3, "order", "mail");
        assertThat(claimed).hasSize(3);
        assertThat(worker.poll(20, "mail")).hasSize(5);
        assertThat(worker.poll(20, "order", "mail")).hasSize(2);
    }

    @Test
    void claimsOfManyGoOnWhereTheLastOneEndedAndLeaveNothingBehind() {
        TestWorker worker = worker("order");
        for (int i = 0; i < 100; i++) {
            start("order", "");
        }
        List<Claim> first = worker.poll(40, "order");
        String urgent = start("order", ",\"priority\":100");
        String first40 = first.get(0).runId();
        server.post(
                "/api/v1/worker/sessions/" + worker.workerId() + "/reports",
                "{\"reports\":[{\"type\":\"released\",\"runId\":\"%s\",\"leaseToken\":\"%s\"}]}"
                        .formatted(first40, first.get(0).leaseToken()),
                "Kagzi-Namespace",
                namespace);

        List<String> rest = Stream.generate(() -> worker.poll(40, "order"))
                .limit(4)
                .flatMap(List::stream)
                .map(Claim::runId)
                .toList();

        assertThat(first).hasSize(40);
        assertThat(rest).hasSize(62).doesNotHaveDuplicates().contains(urgent, first40);
    }

    @Test
    void manyWorkersNeverGetTheSameRun() throws Exception {
        Set<String> started = new HashSet<>();
        worker("order");
        IntStream.range(0, 60).forEach(i -> started.add(start("order", "")));
        List<String> claimed = new ArrayList<>();
        try (Background background = new Background()) {
            List<Future<List<Claim>>> polls = IntStream.range(0, 8)
                    .mapToObj(i -> {
                        TestWorker worker = worker("order");
                        return background.submit(() -> worker.poll(10, "order"));
                    })
                    .toList();
            for (Future<List<Claim>> poll : polls) {
                poll.get(20, TimeUnit.SECONDS).forEach(claim -> claimed.add(claim.runId()));
            }
        }
        claims(worker("order").poll(1, 60, "0s", 1, "order")).forEach(claim -> claimed.add(claim.runId()));

        assertThat(claimed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(started);
    }

    @Test
    void expiryIsAbsoluteAndItsTokenIsWorthNothing() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim old = worker.poll(1, "order").get(0);
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofSeconds(29));
            Instant before = clock.now();
            Answer renewed = worker.renew(9, old.runId());
            assertThat(renewed.json().at("/lost")).isEmpty();
            assertThat(Instant.parse(renewed.text("/now"))).isBetween(before.minusMillis(1), clock.now());
            moved.advance(Duration.ofSeconds(29));
            worker.reportOk(old.stepCompleted("a", 1, 1, "1"));
            moved.advance(Duration.ofSeconds(2));
            assertThat(codes(worker.report(old.stepCompleted("b", 1, 2, "1")))).containsExactly("LEASE_LOST");
            leases.expire(true);
            Claim next = worker.poll(1, "order").get(0);

            assertThat(next.json().path("claim").asLong()).isEqualTo(2);
            assertThat(next.json().at("/steps/0/output").asInt()).isEqualTo(1);
            assertThat(codes(worker.report(old.runCompleted("1")))).containsExactly("LEASE_LOST");
            assertThat(codes(worker.report(old.stepCompleted("a", 1, 1, "1")))).containsExactly("repeated");
            worker.reportOk(next.runCompleted("2"));
        }
        assertThat(run(old.runId()).text("/status")).isEqualTo("COMPLETED");
    }

    @Test
    void renewalThatWasHeldUpLeavesTheLeaseOfALaterOne() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofSeconds(20));
            worker.renew(worker.newestRequest(), claim.runId());
            // Their server has looked at the clock before, and stood still.
            moved.advance(Duration.ofSeconds(-10));
            worker.renew(worker.newestRequest(), claim.runId());
            worker.poll(worker.newestRequest(), 1, "0s", 1, "order");

            moved.advance(Duration.ofSeconds(35));
            leases.expire(true);
            worker.reportOk(claim.runCompleted("1"));
        }
        assertThat(run(claim.runId()).text("/status")).isEqualTo("COMPLETED");
    }

    @Test
    void renewalReleasesWhatIsNotListedUnlessItIsStillOnTheWire() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);

        worker.renew(worker.newestRequest() - 1);
        assertThat(run(claim.runId()).text("/status")).isEqualTo("RUNNING");

        worker.renew(worker.newestRequest());
        assertThat(run(claim.runId()).text("/status")).isEqualTo("PENDING");
        assertThat(worker.renew(worker.newestRequest(), claim.runId()).text("/lost/0/runId"))
                .isEqualTo(claim.runId());
    }

    @Test
    void closedSessionGivesItsRunsBackAtOnce() {
        TestWorker worker = worker("order");
        start("order", "");
        worker.poll(1, "order");

        assertThat(worker.close()).isEqualTo(204);
        assertThat(worker("order").poll(1, "order")).hasSize(1);
        assertThat(worker.poll(9, 1, "0s", 1, "order").text("/code")).isEqualTo("SESSION_UNKNOWN");
    }

    @Test
    void sessionIsFoundAgainByItsInstanceAndKeepsWhatItHolds() {
        UUID instanceId = UUID.randomUUID();
        TestWorker worker = new TestWorker(server, namespace, instanceId, workflow("order"));
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);

        TestWorker again = new TestWorker(server, namespace, instanceId, workflow("order"));

        assertThat(again.workerId()).isEqualTo(worker.workerId());
        again.reportOk(claim.runCompleted("1"));
    }

    @Test
    void sleepOfADayEndsADayLaterAndNotBefore() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.sleepStarted("wait", 1, 1, "24h"), claim.waiting());
        assertThat(run(claim.runId()).text("/status")).isEqualTo("WAITING");
        assertThat(run(claim.runId()).text("/waitingFor/kind")).isEqualTo("SLEEP");
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofHours(23));
            dueRuns.wake();
            assertThat(worker.poll(1, "order")).isEmpty();
            moved.advance(Duration.ofHours(1).plusSeconds(1));
            dueRuns.wake();
            Claim woken = worker.next("order");
            assertThat(woken.json().at("/steps/0/status").asString()).isEqualTo("COMPLETED");
            worker.reportOk(woken.runCompleted("1"));
        }
    }

    @Test
    void shortSleepOfAKeptRunIsAnsweredUnderResolvedUntilItIsTaken() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.sleepStarted("wait", 1, 1, "100ms"));

        Answer resolved = worker.poll(2, 0, "30s", 1, "order");
        assertThat(resolved.text("/resolved/0/runId")).isEqualTo(claim.runId());
        assertThat(resolved.text("/resolved/0/outcome/status")).isEqualTo("COMPLETED");
        assertThat(worker.poll(2, 0, "30s", 1, "order").text("/resolved/0/runId"))
                .isEqualTo(claim.runId());
        assertThat(worker.poll(3, 0, "0s", 1, "order").text("/resolved/0/runId"))
                .isEqualTo(claim.runId());
        assertThat(worker.renew(3, claim.runId()).text("/resolved/0/runId")).isEqualTo(claim.runId());

        worker.reportOk(claim.stepCompleted("a", 1, 2, "1"));
        assertThat(worker.poll(4, 0, "0s", 1, "order").json().at("/resolved")).isEmpty();
        assertThat(worker.renew(4, claim.runId()).json().at("/resolved")).isEmpty();
    }

    @Test
    void retryIsAnOpenWaitThatKeepsItsCount() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.stepFailed("charge", 1, 1, "10m"), claim.waiting());
        assertThat(run(claim.runId()).text("/waitingFor/kind")).isEqualTo("RETRY");
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofMinutes(11));
            dueRuns.wake();
            Claim woken = worker.next("order");
            assertThat(woken.json().at("/steps/0/status").asString()).isEqualTo("WAITING");
            assertThat(woken.json().at("/steps/0/attempts").asInt()).isEqualTo(1);
            assertThat(woken.json().at("/steps/0/until").isMissingNode()).isTrue();
            worker.reportOk(woken.released());
        }
    }

    @Test
    void cancelReachesAWaitingPollAtOnceAndBeatsALateCompletion() throws Exception {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        try (Background background = new Background()) {
            Future<Answer> waiting = background.submit(() -> worker.poll(2, 0, "60s", 1, "order"));
            CompletableFuture<Void> cancelled =
                    CompletableFuture.runAsync(() -> post("/api/v1/runs/" + claim.runId() + "/cancel", "{}"));
            assertThat(waiting.get(5, TimeUnit.SECONDS).text("/cancel/0/runId")).isEqualTo(claim.runId());
            cancelled.get(5, TimeUnit.SECONDS);
        }
        assertThat(codes(worker.report(claim.runCompleted("1")))).containsExactly("LEASE_LOST");
        assertThat(worker.renew(2, claim.runId()).text("/cancel/0/runId")).isEqualTo(claim.runId());
        assertThat(run(claim.runId()).text("/status")).isEqualTo("CANCELLED");
    }

    @Test
    void deadlineFailsARunWhateverItDoes() {
        TestWorker worker = worker("order");
        String running = start("order", ",\"timeout\":\"1h\"");
        worker.poll(1, "order");
        String pending = start("order", ",\"timeout\":\"1h\"");
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofMinutes(61));
            deadlines.enforce();
        }
        for (String runId : List.of(running, pending)) {
            // The server's own round may have been at the run first, and not have committed yet.
            await().untilAsserted(() -> assertThat(run(runId).text("/status")).isEqualTo("FAILED"));
            assertThat(run(runId).text("/failure/type")).isEqualTo("RUN_TIMEOUT");
        }
        assertThat(worker.renew(9, running).text("/cancel/0/runId")).isEqualTo(running);
    }

    @Test
    void crashLoopIsClaimedAloneAndThenNeedsAttention() {
        TestWorker worker = worker("order");
        String crashing = start("order", "");
        try (TestClock moved = new TestClock(clock)) {
            for (int crash = 1; crash <= 10; crash++) {
                String neighbour = start("order", "");
                TestWorker next = worker("order");
                List<Claim> claimed = next.poll(5, "order");
                if (crash > 2) {
                    assertThat(claimed).extracting(Claim::runId).containsExactly(crashing);
                    assertThat(next.poll(5, "order")).isEmpty();
                } else {
                    assertThat(claimed).extracting(Claim::runId).contains(crashing, neighbour);
                }
                claimed.stream()
                        .filter(claim -> !claim.runId().equals(crashing))
                        .forEach(claim -> next.reportOk(claim.runCompleted("1")));
                // The server's own reaper has not watched for long enough to count what it finds expired: it has to
                // wait.
                synchronized (reaper) {
                    moved.advance(Duration.ofSeconds(31));
                    leases.expire(true);
                }
                moved.advance(Duration.ofMinutes(2));
                dueRuns.wake();
                worker.poll(20, "order").stream()
                        .filter(claim -> !claim.runId().equals(crashing))
                        .forEach(claim -> worker.reportOk(claim.runCompleted("1")));
                worker.renew(worker.newestRequest());
            }
        }
        assertThat(run(crashing).text("/status")).isEqualTo("NEEDS_ATTENTION");
        assertThat(run(crashing).text("/failure/type")).isEqualTo("CRASH_LOOP");
    }

    @Test
    void aRunThatCrashedWhileItsBranchesWaitedWaitsAnewWhenItIsRetried() {
        TestWorker worker = worker("order");
        String runId = start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(
                claim.waitStarted("b#1/0", "paid", 1, 1, "42", null),
                claim.waitStarted("b#1/1", "sent", 1, 1, "42", "1d"));
        jdbc.sql("UPDATE kagzi.run SET expired_claims = 9 WHERE run_id = :run")
                .param("run", UUID.fromString(runId))
                .update();
        try (TestClock moved = new TestClock(clock)) {
            synchronized (reaper) {
                moved.advance(Duration.ofSeconds(31));
                leases.expire(true);
            }
        }
        assertThat(run(runId).text("/failure/type")).isEqualTo("CRASH_LOOP");

        server.post("/api/v1/runs/" + runId + "/retry", "{}", "Kagzi-Namespace", namespace);
        Claim again = worker.poll(1, "order").get(0);
        assertThat(again.json().at("/steps")).isEmpty();
        worker.reportOk(
                again.waitStarted("b#1/0", "paid", 1, 1, "42", null),
                again.waitStarted("b#1/1", "sent", 1, 1, "42", "1d"),
                again.waiting());
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofDays(2));
            dueRuns.wake();
            assertThat(run(runId).text("/status")).isEqualTo("PENDING");
        }
    }

    @Test
    void oversizeReportFailsAloneAndItsCompanionsAreNotApplied() {
        TestWorker worker = worker("order");
        start("order", "");
        start("order", "");
        List<Claim> claimed = worker.poll(2, "order");
        String big = "\"" + "x".repeat(1_100_000) + "\"";

        assertThat(codes(worker.report(
                        claimed.get(0).stepCompleted("a", 1, 1, big),
                        claimed.get(0).waiting(),
                        claimed.get(1).stepCompleted("a", 1, 1, "1"),
                        claimed.get(1).report("stepCompleted", ""),
                        "{}",
                        "7")))
                .containsExactly(
                        "PAYLOAD_TOO_LARGE",
                        "NOT_APPLIED",
                        "NOT_APPLIED",
                        "INVALID_REPORT",
                        "INVALID_REPORT",
                        "INVALID_REPORT");
        assertThat(worker.report("{").status()).isEqualTo(400);
        claimed.forEach(claim -> worker.reportOk(claim.runCompleted("1")));
    }

    /** So many that they do not go in one transaction, and of all kinds, so that each statement has a part of them. */
    @Test
    void hundredsOfReportsInOneRequestAreEachRecordedOnce() {
        TestWorker worker = worker("order");
        int count = 400;
        List<Claim> claims = claimed(worker, count);

        worker.reportOk(reports(claims, claim -> claim.stepCompleted("first", 1, 1, "1")));
        worker.reportOk(reports(claims, claim -> started(claim, "second", 2)));
        Function<Claim, String> third = claim -> claims.indexOf(claim) % 2 == 0
                ? claim.stepCompleted("second", 1, 2, "2")
                : claim.report("progressed", ",\"progress\":2,\"tags\":{\"half\":\"odd\"}");
        worker.reportOk(reports(claims, third));
        worker.reportOk(reports(
                claims,
                claim -> claims.indexOf(claim) % 5 == 0
                        ? claim.runFailed("no")
                        : claim.runCompleted(String.valueOf(claims.indexOf(claim)))));
        assertThat(TestWorker.codes(worker.report(reports(claims, claim -> claim.stepCompleted("first", 1, 1, "1")))))
                .containsOnly("repeated");

        for (int i = 0; i < count; i++) {
            Answer run = run(claims.get(i).runId());
            assertThat(run.text("/status")).isEqualTo(i % 5 == 0 ? "FAILED" : "COMPLETED");
            assertThat(run.json().at("/output").asString(null)).isEqualTo(i % 5 == 0 ? null : String.valueOf(i));
            assertThat(run.json().at("/progress").asString(null)).isEqualTo(i % 2 == 0 ? null : "2");
        }
        assertThat(jdbc.sql("""
                        SELECT r.steps || ' of ' || (SELECT count(*) FROM kagzi.step s
                                                      WHERE s.namespace_id = r.namespace_id AND s.run_id = r.run_id)
                          FROM kagzi.run r WHERE r.run_id IN (:runs)
                        """)
                        .param(
                                "runs",
                                claims.stream()
                                        .map(claim -> UUID.fromString(claim.runId()))
                                        .toList())
                        .query(String.class)
                        .list())
                .hasSize(count)
                .containsOnly("2 of 2");
    }

    @Test
    void manyReportsThatWaitForALockKeepNoOtherNamespaceWaiting() throws Exception {
        TestWorker worker = worker("order");
        List<Claim> claims = claimed(worker, 400);
        namespace = server.newNamespace();
        TestWorker other = worker("order");
        start("order", "");
        Claim ofOther = other.next("order");

        try (Background background = new Background()) {
            Future<Answer> waiting = new TransactionTemplate(transactions).execute(locked -> {
                lock(claims);
                Future<Answer> reported = background.submit(
                        () -> worker.report(reports(claims, claim -> claim.stepCompleted("first", 1, 1, "1"))));
                await().until(this::reportsThatWaitForLocks, count -> count == 2);
                other.reportOk(ofOther.runCompleted("1"));
                assertThat(reported).isNotDone();
                return reported;
            });
            assertThat(TestWorker.codes(waiting.get(20, TimeUnit.SECONDS))).containsOnly("ok");
        }
    }

    private void lock(List<Claim> claims) {
        jdbc.sql("SELECT FROM kagzi.run WHERE run_id IN (:runs) FOR UPDATE")
                .param(
                        "runs",
                        claims.stream()
                                .map(claim -> UUID.fromString(claim.runId()))
                                .toList())
                .query()
                .listOfRows();
    }

    private int reportsThatWaitForLocks() {
        return jdbc.sql("""
                        SELECT count(*) FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'WITH locked AS%kagzi.run%'
                        """).query(Integer.class).single();
    }

    private List<Claim> claimed(TestWorker worker, int count) {
        assertThat(post(
                                "/api/v1/runs/batch",
                                "{\"runs\":[" + "{\"workflow\":\"order\"},".repeat(count - 1)
                                        + "{\"workflow\":\"order\"}]}")
                        .status())
                .isEqualTo(200);
        List<Claim> claims = worker.poll(count, "order");
        assertThat(claims).hasSize(count);
        return claims;
    }

    private static String[] reports(List<Claim> claims, Function<Claim, String> report) {
        return claims.stream().map(report).toArray(String[]::new);
    }

    private static String started(Claim claim, String step, int position) {
        return claim.report(
                "stepStarted",
                ",\"step\":{\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"STEP\",\"attempt\":1,\"startedAt\":\"2026-01-02T03:04:05Z\""
                        .formatted(step, position));
    }

    @Test
    void longHistoryComesInPages() {
        TestWorker worker = worker("order");
        start("order", "");
        Claim claim = worker.poll(1, "order").get(0);
        String kilobytes = "\"" + "x".repeat(100_000) + "\"";
        for (int i = 1; i <= 7; i++) {
            worker.reportOk(claim.stepCompleted("a", i, i, kilobytes));
        }
        worker.reportOk(claim.released());

        Claim again = worker.poll(1, "order").get(0);
        List<Integer> positions = new ArrayList<>();
        again.json()
                .at("/steps")
                .forEach(step -> positions.add(step.path("position").asInt()));
        String more = again.json().path("moreSteps").asString("");
        assertThat(positions).hasSize(2);
        while (!more.isEmpty()) {
            Answer page = worker.steps(again.runId(), more);
            page.json()
                    .at("/steps")
                    .forEach(step -> positions.add(step.path("position").asInt()));
            more = page.text("/moreSteps");
        }
        assertThat(positions).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(worker.steps(again.runId(), "x").status()).isEqualTo(400);
        assertThat(worker.steps(UUID.randomUUID().toString(), "1:").status()).isEqualTo(404);
    }

    @Test
    void runGetsTheHighestLiveVersionAndKeepsIt() {
        TestWorker one = new TestWorker(server, namespace, "{\"name\":\"order\",\"version\":1}");
        TestWorker two = new TestWorker(server, namespace, "{\"name\":\"order\",\"version\":2}");
        String runId = start("order", "");

        assertThat(claims(one.poll(1, 5, "0s", 1, "order"))).isEmpty();
        Claim claim = claims(two.poll(1, 5, "0s", 2, "order")).get(0);
        assertThat(claim.json().path("version").asInt()).isEqualTo(2);
        two.reportOk(claim.released());
        two.close();

        assertThat(claims(one.poll(2, 5, "0s", 1, "order"))).isEmpty();
        assertThat(run(runId).json().path("version").asInt()).isEqualTo(2);
    }

    @Test
    void runsStartedUnderAnOldNameAreFoundUnderTheNewOne() {
        TestWorker old = worker("old-order");
        String runId = start("old-order", "");
        old.close();
        TestWorker renamed =
                new TestWorker(server, namespace, "{\"name\":\"order\",\"version\":1,\"aliases\":[\"old-order\"]}");

        List<Claim> claimed = renamed.poll(5, "order");

        assertThat(claimed).extracting(Claim::runId).containsExactly(runId);
        assertThat(claimed.get(0).json().path("workflow").asString()).isEqualTo("order");
    }

    @Test
    void refusesRequestsThatAreWrongInTheirEnvelope() {
        TestWorker worker = worker("order");
        assertThat(worker.poll(0, 1, "0s", 1, "order").status()).isEqualTo(400);
        assertThat(worker.poll(1, -1, "0s", 1, "order").status()).isEqualTo(400);
        assertThat(worker.poll(1, 1, "61s", 1, "order").status()).isEqualTo(400);
        assertThat(worker.poll(1, 1, "5", 1, "order").status()).isEqualTo(400);
        assertThat(worker.poll(1, 1, "0s", 0, "order").status()).isEqualTo(400);
        assertThat(post("/api/v1/worker/sessions/" + UUID.randomUUID() + "/renew", "{\"runs\":[],\"answered\":1}")
                        .text("/code"))
                .isEqualTo("SESSION_UNKNOWN");
    }

    private TestWorker worker(String... workflows) {
        String[] definitions =
                java.util.stream.Stream.of(workflows).map(TestWorker::workflow).toArray(String[]::new);
        return new TestWorker(server, namespace, definitions);
    }

    private String start(String workflow, String rest) {
        Answer answer = post("/api/v1/runs", "{\"workflow\":\"%s\"%s}".formatted(workflow, rest));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    private Answer run(String runId) {
        return server.get("/api/v1/runs/" + runId, "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String body) {
        return server.post(path, body, "Kagzi-Namespace", namespace);
    }

    private static final class Background implements AutoCloseable {

        private final ExecutorService threads = Executors.newCachedThreadPool();

        <T> Future<T> submit(java.util.concurrent.Callable<T> work) {
            return threads.submit(work);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
