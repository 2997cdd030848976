package dev.kagzi.server.limit;

import static dev.kagzi.server.test.Caller.RUNS;
import static dev.kagzi.server.test.Caller.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.PlaceKeeper;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Claim;
import dev.kagzi.server.test.Caller.Request;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
class LimitIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlaceKeeper keeper;

    @Autowired
    private FreePlaces freePlaces;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private LimitSettling settling;

    @Autowired
    private LimitRepository limits;

    @Autowired
    private TransactionTemplate transaction;

    private Caller caller;

    @BeforeEach
    void newCaller() {
        caller = new Caller(server);
    }

    @Test
    void noWindowSeesMoreFirstClaimsThanTheThrottleAllows() {
        int most = 10;
        Duration period = Duration.ofMillis(300);
        caller.withWorker();
        limit("{'throttle':'10/300ms'}");
        IntStream.range(0, 35).forEach(i -> caller.started(""));

        await().atMost(PATIENCE).until(() -> {
            assertThat(caller.send(server, caller.poll()).status()).isEqualTo(200);
            return claims().size() == 35;
        });
        List<Instant> claims = claims();
        for (int i = most; i < claims.size(); i++) {
            assertThat(Duration.between(claims.get(i - most), claims.get(i))).isGreaterThanOrEqualTo(period);
        }
    }

    @Test
    void aClaimThatWasHeldUpIsInNoWindowBefore() {
        caller.withWorker();
        limit("{'throttle':'1/10s'}");
        caller.started("");
        caller.started("");
        try (TestClock moved = new TestClock(clock)) {
            caller.send(server, caller.poll());
            moved.advance(Duration.ofSeconds(10));
            freePlaces.give();
            // Its server has looked at the clock before that, and stood still.
            moved.advance(Duration.ofSeconds(-1));
            caller.send(server, caller.poll());
        }
        List<Instant> claims = claims();
        assertThat(claims).hasSize(2);
        assertThat(Duration.between(claims.get(0), claims.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aChangeThatGoesBackToAnotherVersionIsRefused() {
        caller.withLimitedWorker();
        String seen = etag();
        limit("{'concurrency':2}");

        Answer late = change("{'concurrency':3}", "If-Match", seen);
        assertThat(late.status()).as(late.body()).isEqualTo(412);
        assertThat(late.text("/code")).isEqualTo("PRECONDITION_FAILED");

        String now = etag();
        assertThat(now).isNotEqualTo(seen);
        Answer changed = change("{'concurrency':3}", "If-Match", now);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo(etag());
        // Its answer was lost: what it asks for is there.
        assertThat(change("{'concurrency':3}", "If-Match", now).status()).isEqualTo(200);
        Request reset = new Request("DELETE", "/api/v1/workflows/order/limits", "", "If-Match", now);
        assertThat(caller.send(server, reset).status()).isEqualTo(412);
    }

    @Test
    void aChangeIsSeenToWithoutAnybodyAskingForIt() {
        caller.withLimitedWorker().claimed("");
        caller.started("");
        limit("{'concurrency':2}");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                caller.send(server, caller.poll()).json().path("runs"))
                        .hasSize(1));
    }

    @Test
    void whatCannotBeCountedIsNoCommitThatNobodyKnowsOf() {
        Claim claim = caller.withLimitedWorker().claimed("");
        jdbc.sql(
                        "UPDATE kagzi.limit_key SET in_use = 0 WHERE namespace_id = (SELECT namespace_id FROM kagzi.run WHERE run_id = ?::uuid)")
                .param(claim.runId())
                .update();

        Answer answer = caller.send(server, claim.reporting("runCompleted", ",'output':1"));

        assertThat(answer.json().path("code").asString()).isEqualTo(ProblemCode.INTERNAL_ERROR.name());
        assertThat(jdbc.sql("SELECT status FROM kagzi.run WHERE run_id = ?::uuid")
                        .param(claim.runId())
                        .query(String.class)
                        .single())
                .isEqualTo("RUNNING");
    }

    /** Its start did not see the limit, which was set at the same moment. */
    @Test
    void aRunThatWasStartedAsALimitWasSetIsCounted() {
        UUID runId = caller.withLimitedWorker().started("");
        jdbc.sql(
                        "UPDATE kagzi.limit_key SET in_use = 0 WHERE namespace_id = (SELECT namespace_id FROM kagzi.run WHERE run_id = ?)")
                .param(runId)
                .update();
        jdbc.sql("UPDATE kagzi.run SET limit_key = NULL WHERE run_id = ?")
                .param(runId)
                .update();

        keeper.runOnce();

        assertThat(jdbc.sql("""
                        SELECT r.claimable AND k.in_use = 1 FROM kagzi.run r
                        JOIN kagzi.limit_key k ON k.namespace_id = r.namespace_id AND k.key = r.limit_key WHERE r.run_id = ?
                        """).param(runId).query(Boolean.class).single()).isTrue();
    }

    /** Its start went by the key of before, which was changed at the same moment. */
    @Test
    void aRunThatWasStartedAsAKeyWasChangedGoesByTheNewOne() {
        caller.withWorker();
        limit("{'concurrency':1,'concurrencyKey':'n'}");
        UUID runId = caller.started("");
        jdbc.sql("UPDATE kagzi.run SET limit_key = 'before', claimable = false, held_back = true WHERE run_id = ?")
                .param(runId)
                .update();

        keeper.runOnce();

        assertThat(jdbc.sql("SELECT limit_key FROM kagzi.run WHERE run_id = ?")
                        .param(runId)
                        .query(String.class)
                        .single())
                .isEqualTo("1");
    }

    /** Another server has seen to the change in the meantime, and has given the places anew. */
    @Test
    @Timeout(60)
    void aChangeThatHasBeenSeenToIsNotSeenToAgain() {
        caller.withLimitedWorker().started("");
        limit("{'concurrency':3}");
        List<LimitRepository.Unsettled> unsettled = limits.unsettled();
        keeper.runOnce();

        unsettled.forEach(settling::settle);

        assertThat(caller.send(server, caller.poll()).json().path("runs")).hasSize(1);
    }

    /** So many that not all get their place in one transaction. */
    @Test
    void nobodyMakesRoomWhilePlacesAreFree() {
        caller.withLimitedWorker();
        String runs = String.join(",", Collections.nCopies(800, "{'workflow':'order','input':{'n':1}}"));
        for (int i = 0; i < 4; i++) {
            caller.insist(post(RUNS + "/batch", "{'runs':[" + runs + "]}"));
        }
        limit("{'concurrency':5000,'onLimit':'CANCEL_RUNNING'}");
        caller.started("");

        await().atMost(PATIENCE).until(() -> heldBack() == 0);
        assertThat(jdbc.sql("""
                        SELECT count(*) FROM kagzi.run JOIN kagzi.namespace n USING (namespace_id)
                        WHERE n.name = ? AND status = 'CANCELLED'
                        """).param(caller.namespace()).query(Integer.class).single())
                .isZero();
    }

    /** Somebody else is changing the oldest at that moment. */
    @Test
    void theOldestMakesRoomAsSoonAsItCanBeChanged() {
        caller.withWorker();
        limit("{'concurrency':1,'onLimit':'CANCEL_RUNNING'}");
        UUID oldest = caller.started("");
        AtomicReference<UUID> newest = new AtomicReference<>();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("SELECT 1 FROM kagzi.run WHERE run_id = ? FOR UPDATE")
                    .param(oldest)
                    .query(Integer.class)
                    .single();
            newest.set(caller.started(""));
        });
        await().atMost(PATIENCE).until(() -> heldBack() == 0);

        assertThat(jdbc.sql("SELECT status FROM kagzi.run WHERE run_id = ?")
                        .param(oldest)
                        .query(String.class)
                        .single())
                .isEqualTo("CANCELLED");
        assertThat(caller.send(server, caller.poll()).json().at("/runs/0/runId").asString())
                .isEqualTo(newest.get().toString());
    }

    /** A start has looked at the clock, and waits for the key while another run is let begin. */
    @Test
    void aPlaceIsGivenByTheTimeAtWhichItsKeyIsHad() throws Exception {
        caller.withWorker();
        limit("{'throttle':'5/10s'}");
        caller.started("");
        CompletableFuture<UUID> start = transaction.execute(status -> {
            lockKeyOf("order", "");
            CompletableFuture<UUID> waiting = CompletableFuture.supplyAsync(() -> caller.started(""));
            await().atMost(PATIENCE).until(this::isAnyWaitingForALock);
            return waiting;
        });
        Instant released = clock.now();

        UUID runId = start.get(60, TimeUnit.SECONDS);

        assertThat(jdbc.sql("SELECT claim_order FROM kagzi.run WHERE run_id = ?")
                        .param(runId)
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant())
                .isAfter(released.minusMillis(5));
    }

    /** Otherwise two batches could wait for each other: the keys of starts that may be refused are needed before the end. */
    @Test
    void theKeysOfABatchAreLockedInTheirOrder() throws Exception {
        caller.withWorker();
        limit("order", "{'concurrency':9}");
        limit("shipping", "{'concurrency':9,'onLimit':'REJECT'}");
        Request batch = post(RUNS + "/batch", "{'runs':[{'workflow':'shipping'},{'workflow':'order'}]}");
        caller.insist(batch);

        CompletableFuture<Answer> second = transaction.execute(status -> {
            lockKeyOf("order", "");
            CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> caller.insist(batch));
            await().atMost(PATIENCE).until(this::isAnyWaitingForALock);
            lockKeyOf("shipping", "NOWAIT");
            return waiting;
        });

        assertThat(second.get(60, TimeUnit.SECONDS).body()).doesNotContain("\"code\"");
    }

    private void lockKeyOf(String workflow, String how) {
        jdbc.sql("""
                        SELECT 1 FROM kagzi.limit_key k JOIN kagzi.namespace n USING (namespace_id)
                        WHERE n.name = ? AND workflow = ? FOR UPDATE OF k\s""" + how)
                .params(caller.namespace(), workflow)
                .query(Integer.class)
                .single();
    }

    private boolean isAnyWaitingForALock() {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')")
                .query(Boolean.class)
                .single();
    }

    private int heldBack() {
        return jdbc.sql(
                        "SELECT count(*) FROM kagzi.run JOIN kagzi.namespace n USING (namespace_id) WHERE n.name = ? AND held_back")
                .param(caller.namespace())
                .query(Integer.class)
                .single();
    }

    private void limit(String limits) {
        limit("order", limits);
    }

    private void limit(String workflow, String limits) {
        Request put = post("/api/v1/workflows/" + workflow + "/limits", limits);
        assertThat(caller.send(server, new Request("PUT", put.path(), put.body()))
                        .status())
                .isEqualTo(200);
    }

    private Answer change(String limits, String... headers) {
        Request put = post("/api/v1/workflows/order/limits", limits, headers);
        return caller.send(server, new Request("PUT", put.path(), put.body(), put.headers()));
    }

    private String etag() {
        return caller.send(server, new Request("GET", "/api/v1/workflows/order", ""))
                .header("ETag");
    }

    private List<Instant> claims() {
        return jdbc.sql("""
                        SELECT h.at FROM kagzi.run_history h JOIN kagzi.namespace n ON n.namespace_id = h.namespace_id
                        WHERE n.name = ? AND h.to_status = 'RUNNING' AND h.claim_number = 1 ORDER BY h.at
                        """).param(caller.namespace()).query(OffsetDateTime.class).list().stream()
                .map(OffsetDateTime::toInstant)
                .toList();
    }
}
