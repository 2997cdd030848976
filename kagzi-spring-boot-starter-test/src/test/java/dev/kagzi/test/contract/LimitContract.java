package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartResults;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StartRuns;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.WaitingFor.Kind;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractWorker.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** As many runs as limits allow are under way at once; the others wait, and say so. */
public abstract class LimitContract extends ServerContract {

    private static Limits concurrency(int most) {
        return new Limits(most, null, null, null);
    }

    private static Limits perCustomer(int most) {
        return new Limits(most, "customer.id", null, null);
    }

    private static Limits throttle(String text) {
        return new Limits(null, null, null, text);
    }

    private static WorkflowOffer limited(String name, Limits limits) {
        return new WorkflowOffer(name, 1, null, null, null, null, null, null, null, limits, null);
    }

    private ContractWorker workerUnder(Limits limits) {
        return ContractWorker.offering(server, limited("order", limits));
    }

    private RunSnapshot startWith(String input) {
        return server.start(withInput("order", input, null));
    }

    private static StartRun withInput(String workflow, String input, @Nullable Integer priority) {
        return new StartRun(
                workflow,
                Payload.of(input),
                null,
                null,
                null,
                null,
                priority,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static String of(String customer) {
        return "{\"customer\":{\"id\":%s}}".formatted(customer);
    }

    private static List<UUID> idsOf(List<ClaimedRun> runs) {
        return runs.stream().map(ClaimedRun::runId).toList();
    }

    private Kind waitsFor(RunSnapshot run) {
        return run(run.runId()).waitingFor().kind();
    }

    @Test
    void noMoreRunsAreClaimedThanTheLimitAllows() {
        ContractWorker worker = workerUnder(concurrency(2));
        RunSnapshot first = start("order");
        RunSnapshot second = start("order");
        RunSnapshot third = start("order");

        assertThat(first.waitingFor().kind()).isEqualTo(Kind.WORKER);
        assertThat(third.waitingFor().kind()).isEqualTo(Kind.CONCURRENCY);
        List<ClaimedRun> claimed = worker.poll(10).runs();
        assertThat(idsOf(claimed)).containsExactly(first.runId(), second.runId());
        assertThat(waitsFor(third)).isEqualTo(Kind.CONCURRENCY);
        worker.reportOk(new Claim(claimed.get(0)).runCompleted("1"));
        assertThat(waitsFor(third)).isEqualTo(Kind.WORKER);
        worker.claim(third);
    }

    @Test
    void everyValueOfTheKeyHasALimitOfItsOwn() {
        ContractWorker worker = workerUnder(perCustomer(1));
        RunSnapshot one = startWith(of("7"));
        RunSnapshot sameAsText = startWith(of("\"7\""));
        RunSnapshot other = startWith(of("8"));
        RunSnapshot without = startWith("{}");
        RunSnapshot withNull = startWith(of("null"));

        assertThat(one.concurrencyKey()).isEqualTo("7");
        assertThat(run(other.runId()).concurrencyKey()).isEqualTo("8");
        assertThat(without.concurrencyKey()).isNull();
        assertThat(idsOf(worker.poll(10).runs())).containsExactly(one.runId(), other.runId(), without.runId());
        assertThat(waitsFor(sameAsText)).isEqualTo(Kind.CONCURRENCY);
        assertThat(waitsFor(withNull)).isEqualTo(Kind.CONCURRENCY);
    }

    @Test
    void keysTakeTurns() {
        ContractWorker worker = workerUnder(perCustomer(2));
        List<RunSnapshot> busy =
                List.of(startWith(of("1")), startWith(of("1")), startWith(of("1")), startWith(of("1")));
        aMoment();
        RunSnapshot late = startWith(of("2"));
        Claim first = worker.claim(busy.get(0));
        aMoment();
        worker.reportOk(first.runCompleted("1"));

        Claim second = worker.claim(busy.get(1));
        worker.reportOk(second.runCompleted("1"));
        worker.claim(late);
        worker.claim(busy.get(2));
    }

    @Test
    void theAnswerToACancelSaysWhetherTheRunHasAPlaceToBeUndoneIn() {
        ContractWorker worker = workerUnder(concurrency(1));
        Claim claim = worker.claim(start("order"));
        worker.reportOk(claim.compensable("charge", 1), claim.needsAttention("another history"));

        RunSnapshot undone = server.cancel(claim.runId(), new CancelRun(null, null));

        assertThat(undone.waitingFor().kind()).isEqualTo(Kind.WORKER);
        worker.claim(undone);
    }

    @Test
    void higherPriorityGetsTheNextPlace() {
        ContractWorker worker = workerUnder(concurrency(1));
        start("order");
        Claim claim = worker.claim();
        RunSnapshot low = server.start(withInput("order", "1", 0));
        RunSnapshot high = server.start(withInput("order", "1", 5));
        worker.reportOk(claim.runCompleted("1"));

        worker.claim(high);
        assertThat(waitsFor(low)).isEqualTo(Kind.CONCURRENCY);
    }

    @Test
    void theWorkflowsPriorityHoldsWhereAStartGivesNone() {
        ContractWorker.offering(
                server, new WorkflowOffer("order", 1, null, null, null, null, null, null, 7, null, null));

        assertThat(start("order").priority()).isEqualTo(7);
        assertThat(server.start(withInput("order", "1", 2)).priority()).isEqualTo(2);
    }

    @Test
    void aRunThatWaitsGivesItsPlaceBackAndComesBeforeNewOnes() {
        ContractWorker worker = workerUnder(concurrency(1));
        RunSnapshot sleeper = start("order");
        RunSnapshot second = start("order");
        RunSnapshot third = start("order");
        Claim asleep = worker.claim(sleeper);
        worker.reportOk(asleep.sleepStarted("nap", 1, Duration.ofSeconds(10)), asleep.waiting());
        Claim next = worker.claim(second);
        server.passTime(Duration.ofSeconds(11));

        assertThat(run(sleeper.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(waitsFor(sleeper)).isEqualTo(Kind.CONCURRENCY);
        worker.reportOk(next.runCompleted("1"));
        worker.reportOk(worker.claim(sleeper).runCompleted("1"));
        worker.claim(third);
    }

    @Test
    void aPlaceIsFreeHoweverAClaimEnds() {
        ContractWorker worker = workerUnder(concurrency(1));
        start("order");
        start("order");
        start("order");
        start("order");
        RunSnapshot last = start("order");
        worker.reportOk(worker.claim().runFailed("no"));
        worker.reportOk(worker.claim().needsAttention("no"));
        server.cancel(worker.claim().runId(), new CancelRun(null, null));
        Claim expired = worker.claim();
        server.passTime(Duration.ofSeconds(31));
        assertThat(worker.poll(10).runs()).extracting(ClaimedRun::runId).containsExactly(expired.runId());
        server.cancel(expired.runId(), new CancelRun(null, null));

        worker.claim(last);
    }

    @Test
    void aRunThatWasReleasedKeepsItsPlace() {
        ContractWorker worker = workerUnder(concurrency(1));
        RunSnapshot first = start("order");
        RunSnapshot second = start("order");
        worker.reportOk(worker.claim(first).released());

        assertThat(waitsFor(second)).isEqualTo(Kind.CONCURRENCY);
        worker.claim(first);
    }

    @Test
    void aRunThatWaitsForAPlaceCanBeCancelled() {
        ContractWorker worker = workerUnder(concurrency(1));
        RunSnapshot first = start("order");
        RunSnapshot second = start("order");
        RunSnapshot third = start("order");
        server.cancel(second.runId(), new CancelRun(null, null));
        server.cancel(first.runId(), new CancelRun(null, null));

        worker.claim(third);
    }

    @Test
    void retriesAndRestartsWaitForAPlace() {
        ContractWorker worker = workerUnder(concurrency(1));
        RunSnapshot failed = start("order");
        worker.reportOk(worker.claim().runFailed("no"));
        RunSnapshot other = start("order");
        Claim claim = worker.claim(other);

        assertThat(server.retry(failed.runId(), null).status()).isEqualTo(RunStatus.PENDING);
        assertThat(waitsFor(failed)).isEqualTo(Kind.CONCURRENCY);
        RunSnapshot again = server.restart(other.runId(), new RestartRun(null));
        assertThat(again.waitingFor().kind()).isEqualTo(Kind.CONCURRENCY);
        worker.reportOk(claim.runCompleted("1"));
        worker.reportOk(worker.claim(failed).runCompleted("1"));
        worker.claim(again);
    }

    @Test
    void aRestartGoesByTheLimitsOfTodaysName() {
        ContractWorker old = ContractWorker.offering(server, limited("old", concurrency(1)));
        RunSnapshot run = start("old");
        old.reportOk(old.claim(run).runCompleted("1"));
        WorkflowOffer renamed =
                new WorkflowOffer("new", 1, List.of("old"), null, null, null, null, null, null, null, null);

        ContractWorker worker = ContractWorker.offering(server, renamed);
        RunSnapshot first = server.restart(run.runId(), new RestartRun(null));
        RunSnapshot second = server.restart(run.runId(), new RestartRun(null));

        worker.claim(first);
        worker.claim(second);
    }

    @Test
    void delayedRunsTakeAPlaceWhenTheyAreDue() {
        ContractWorker worker = workerUnder(concurrency(1));
        RunSnapshot later = server.start(new StartRun(
                "order",
                null,
                null,
                null,
                Duration.ofMinutes(1),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        RunSnapshot now = start("order");

        assertThat(waitsFor(later)).isEqualTo(Kind.START_TIME);
        Claim claim = worker.claim(now);
        worker.renew(now.runId());
        server.passTime(Duration.ofSeconds(20));
        worker.renew(now.runId());
        server.passTime(Duration.ofSeconds(20));
        worker.renew(now.runId());
        server.passTime(Duration.ofSeconds(21));
        assertThat(waitsFor(later)).isEqualTo(Kind.CONCURRENCY);
        worker.reportOk(claim.runCompleted("1"));
        worker.claim(later);
    }

    @Test
    void childrenUnderTheSameLimitGoOnWhileTheirParentWaits() {
        ContractWorker worker = workerUnder(concurrency(1));
        RunSnapshot parent = start("order");
        Claim claim = worker.claim(parent);
        worker.reportOk(claim.childStarted("order", 1, null), claim.waiting());
        Claim child = worker.claim();
        assertThat(child.runId()).isNotEqualTo(parent.runId());
        worker.reportOk(child.runCompleted("2"));

        eventually(() -> assertThat(run(parent.runId()).status()).isEqualTo(RunStatus.PENDING));
        worker.reportOk(worker.claim(parent).runCompleted("1"));
    }

    @Test
    void aStartBeyondTheLimitCanBeRefused() {
        ContractWorker worker = workerUnder(new Limits(1, "customer.id", OnLimit.REJECT, null));
        RunSnapshot first = startWith(of("1"));
        StartRun second = new StartRun(
                "order",
                Payload.of(of("1")),
                UUID.randomUUID(),
                "b",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(refused(ProblemCode.CONCURRENCY_LIMIT_REACHED, () -> server.start(second))
                        .detail())
                .contains("'order' may have 1 runs at once with the key '1'");
        refused(ProblemCode.RUN_NOT_FOUND, () -> run(second.runId()));
        startWith(of("2"));
        RunSnapshot repeated = server.start(new StartRun(
                "order",
                Payload.of(of("1")),
                first.runId(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        assertThat(repeated.created()).isFalse();
        worker.reportOk(worker.claim(first).runCompleted("1"));
        assertThat(server.start(second).created()).isTrue();
    }

    @Test
    void aStartThatIsRefusedIsToldOfAKeyOnlyWhereThereIsOne() {
        workerUnder(new Limits(1, null, OnLimit.REJECT, null));
        start("order");

        assertThat(refused(ProblemCode.CONCURRENCY_LIMIT_REACHED, () -> start("order"))
                        .detail())
                .isEqualTo(
                        "Workflow 'order' may have 1 runs at once, and has them. Nothing was started. Try again when one of them has ended.");
    }

    @Test
    void aChildIsRefusedThePlaceThatItsParentHasStill() {
        ContractWorker worker = workerUnder(new Limits(1, null, OnLimit.REJECT, null));
        Claim parent = worker.claim(start("order"));
        worker.reportOk(parent.childStarted("order", 1, null), parent.waiting());

        Claim again = worker.claim(run(parent.runId()));
        assertThat(again.run().steps())
                .extracting(step -> step.failure().type())
                .containsExactly(ProblemCode.CONCURRENCY_LIMIT_REACHED.name());
    }

    @Test
    void aStartBeyondTheLimitCanCancelTheOldest() {
        ContractWorker worker = workerUnder(new Limits(2, null, OnLimit.CANCEL_RUNNING, null));
        RunSnapshot oldest = start("order");
        aMoment();
        RunSnapshot second = start("order");
        worker.poll(10);
        aMoment();
        RunSnapshot newest = start("order");

        assertThat(newest.waitingFor().kind()).isEqualTo(Kind.WORKER);
        assertThat(run(oldest.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run(second.runId()).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(worker.poll(10).runs()).extracting(ClaimedRun::runId).containsExactly(newest.runId());
        assertThat(worker.renew(oldest.runId(), second.runId(), newest.runId()).cancel())
                .extracting(ended -> ended.runId())
                .containsExactly(oldest.runId());
    }

    @Test
    void aStartWaitsForTheOldestToBeUndoneAndCancelsNoOther() {
        ContractWorker worker = workerUnder(new Limits(2, null, OnLimit.CANCEL_RUNNING, null));
        Claim oldest = worker.claim(start("order"));
        worker.reportOk(oldest.compensable("charge", 1));
        aMoment();
        RunSnapshot second = start("order");
        RunSnapshot newest = start("order");

        assertThat(run(oldest.runId()).ending()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run(second.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(newest.waitingFor().kind()).isEqualTo(Kind.CONCURRENCY);
    }

    @Test
    void aThrottleLetsSoManyRunsBeginInAnyPeriod() {
        ContractWorker worker = workerUnder(throttle("2/1m"));
        RunSnapshot first = start("order");
        start("order");
        RunSnapshot third = start("order");
        assertThat(third.waitingFor().kind()).isEqualTo(Kind.THROTTLE);
        Claim claim = worker.claim(first);
        worker.reportOk(claim.sleepStarted("nap", 1, Duration.ofSeconds(10)), claim.waiting());
        server.passTime(Duration.ofSeconds(20));

        // What goes on does not count, and does not wait.
        List<ClaimedRun> claimed = worker.poll(10).runs();
        assertThat(claimed).hasSize(2).extracting(ClaimedRun::runId).contains(first.runId());
        worker.reportOk(new Claim(claimed.get(0)).runCompleted("1"), new Claim(claimed.get(1)).runCompleted("1"));
        assertThat(waitsFor(third)).isEqualTo(Kind.THROTTLE);
        server.passTime(Duration.ofSeconds(39));
        assertThat(worker.poll(10).runs()).isEmpty();
        server.passTime(Duration.ofSeconds(1));
        worker.claim(third);
    }

    @Test
    void aRunThatIsCancelledBeforeItBeginsDoesNotCount() {
        ContractWorker worker = workerUnder(throttle("1/1h"));
        RunSnapshot first = start("order");
        RunSnapshot second = start("order");
        server.cancel(first.runId(), new CancelRun(null, null));

        worker.claim(second);
    }

    @Test
    void limitsAreSetAtRunTime() {
        ContractWorker worker = workerUnder(concurrency(1));
        start("order");
        start("order");
        RunSnapshot third = start("order");
        LimitsInForce raised = server.setLimits("order", concurrency(2));

        assertThat(raised.concurrency().value()).isEqualTo(2);
        assertThat(raised.concurrency().source()).isEqualTo(LimitSource.API);
        List<ClaimedRun> claimed = worker.poll(10).runs();
        assertThat(claimed).hasSize(2);
        assertThat(server.resetLimits("order").concurrency().source()).isEqualTo(LimitSource.ANNOTATION);
        worker.reportOk(new Claim(claimed.get(0)).runCompleted("1"));
        assertThat(waitsFor(third)).isEqualTo(Kind.CONCURRENCY);
        worker.reportOk(new Claim(claimed.get(1)).runCompleted("1"));
        worker.claim(third);
    }

    @Test
    void loweredLimitsHoldForTheNextClaim() {
        ContractWorker worker = workerUnder(concurrency(5));
        start("order");
        start("order");
        start("order");
        Claim claim = worker.claim();
        server.setLimits("order", concurrency(1));

        assertThat(worker.poll(10).runs()).isEmpty();
        worker.reportOk(claim.runCompleted("1"));
        assertThat(worker.poll(10).runs()).hasSize(1);
    }

    @Test
    void limitsThatAreNewHoldForRunsThatWereThereBefore() {
        ContractWorker worker = ContractWorker.offering(server, ContractWorker.offer("order"));
        startWith(of("1"));
        startWith(of("1"));
        startWith(of("2"));
        Claim claim = worker.claim();
        server.setLimits("order", perCustomer(1));

        List<ClaimedRun> claimed = worker.poll(10).runs();
        assertThat(claimed).hasSize(1);
        assertThat(run(claimed.get(0).runId()).concurrencyKey()).isEqualTo("2");
        worker.reportOk(claim.runCompleted("1"));
        assertThat(worker.poll(10).runs()).hasSize(1);
    }

    @Test
    void limitsThatAreNewCancelNobody() {
        ContractWorker worker = ContractWorker.offering(server, ContractWorker.offer("order"));
        RunSnapshot first = start("order");
        worker.claim(first);
        RunSnapshot second = start("order");
        server.setLimits("order", new Limits(1, null, OnLimit.CANCEL_RUNNING, null));

        assertThat(run(first.runId()).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(waitsFor(second)).isEqualTo(Kind.CONCURRENCY);
    }

    @Test
    void aWaitThatIsOverAtOnceGivesThePlaceBackAllTheSame() {
        ContractWorker worker = workerUnder(concurrency(2));
        Claim first = worker.claim(start("order"));
        Claim second = worker.claim(start("order"));
        server.publish(new PublishEvent("shipped", null, Payload.of("1"), null));
        server.setLimits("order", concurrency(1));
        worker.reportOk(first.waitStarted("shipped", 1, 1, null, null), first.waiting());

        assertThat(run(first.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(run(first.runId()).waitingFor().kind()).isEqualTo(Kind.CONCURRENCY);
        worker.reportOk(second.runCompleted("1"));
        worker.claim(run(first.runId()));
    }

    @Test
    void firstClaimsCountForTheKeyTheyWereMadeUnder() {
        ContractWorker worker = workerUnder(throttle("1/1h"));
        worker.claim(startWith(of("1")));
        server.setLimits("order", new Limits(null, "customer.id", null, null));
        RunSnapshot second = startWith(of("1"));

        assertThat(second.waitingFor().kind()).isEqualTo(Kind.WORKER);
        server.resetLimits("order");
        assertThat(waitsFor(second)).isEqualTo(Kind.THROTTLE);
    }

    @Test
    void aThrottleThatIsNewCountsFromNowOn() {
        ContractWorker worker = workerUnder(Limits.NONE);
        server.setLimits("order", throttle("1/1h"));
        worker.claim(start("order"));
        server.resetLimits("order");
        server.setLimits("order", throttle("1/1h"));

        assertThat(start("order").waitingFor().kind()).isEqualTo(Kind.WORKER);
        assertThat(start("order").waitingFor().kind()).isEqualTo(Kind.THROTTLE);
    }

    @Test
    void limitsThatAreGoneHoldNobodyBack() {
        ContractWorker worker = ContractWorker.offering(server, ContractWorker.offer("order"));
        server.setLimits("order", concurrency(1));
        start("order");
        start("order");
        server.resetLimits("order");

        assertThat(worker.poll(10).runs()).hasSize(2);
        assertThat(server.workflow("order").limits()).isEqualTo(new LimitsInForce(null, null, null, null));
    }

    @Test
    void aWorkflowShowsItsLimitsAndHowFarTheyAreUsed() {
        ContractWorker worker = ContractWorker.offering(
                server,
                new WorkflowOffer(
                        "order",
                        1,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new Limits(1, "customer.id", OnLimit.WAIT, "9/1m"),
                        Map.of("throttle", LimitSource.CONFIGURATION)));
        startWith(of("1"));
        startWith(of("1"));
        startWith(of("2"));
        worker.claim();

        LimitsInForce limits = server.workflow("order").limits();
        assertThat(limits.concurrency()).isEqualTo(new LimitsInForce.Concurrency(1, LimitSource.ANNOTATION, 2, 1));
        assertThat(limits.concurrencyKey())
                .isEqualTo(new LimitsInForce.ConcurrencyKey("customer.id", LimitSource.ANNOTATION));
        assertThat(limits.onLimit()).isEqualTo(new LimitsInForce.WhenReached(OnLimit.WAIT, LimitSource.ANNOTATION));
        assertThat(limits.throttle()).isEqualTo(new LimitsInForce.Throttling("9/1m", LimitSource.CONFIGURATION, 2, 1));
    }

    @Test
    void anEncodedInputNeedsItsKeyBesideIt() {
        ContractWorker worker = workerUnder(perCustomer(1));
        refused(ProblemCode.CONCURRENCY_KEY_REQUIRED, () -> server.start(encoded(null)));
        RunSnapshot one = server.start(encoded("1"));
        RunSnapshot same = server.start(encoded("1"));
        RunSnapshot other = server.start(encoded("2"));

        assertThat(idsOf(worker.poll(10).runs())).containsExactly(one.runId(), other.runId());
        assertThat(waitsFor(same)).isEqualTo(Kind.CONCURRENCY);
    }

    @Test
    void anEncodedInputOfAChildBringsItsKey() {
        ContractWorker worker =
                ContractWorker.offering(server, ContractWorker.offer("parent"), limited("order", perCustomer(1)));
        start("parent");
        Claim parent = worker.claim();
        worker.reportOk(child(parent, 1, "1"), child(parent, 2, "1"), child(parent, 3, "2"));

        assertThat(worker.poll(10).runs())
                .extracting(run -> run(run.runId()).concurrencyKey())
                .containsExactlyInAnyOrder("1", "2");
        worker.reportRefused(ReportResult.Code.INVALID_REPORT, child(parent, 4, "a\u0000b"));
        worker.reportRefused(ReportResult.Code.INVALID_REPORT, child(parent, 4, "x".repeat(256)));
    }

    private static Report.ChildStarted child(Claim parent, int position, String key) {
        return new Report.ChildStarted(
                parent.runId(),
                parent.token(),
                StepKey.of("order", position),
                position,
                "order",
                Payload.encoded("aes", new byte[] {1}),
                null,
                null,
                "ab".repeat(32),
                key);
    }

    @Test
    void aKeyBesideAnInputThatSaysItIsRefused() {
        workerUnder(perCustomer(1));

        invalid(
                () -> server.start(new StartRun(
                        "order",
                        Payload.of("1"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "1")),
                "/concurrencyKey");
        invalid(() -> server.start(encoded("x".repeat(256))), "/concurrencyKey");
    }

    @Test
    void startsOfABatchAreRefusedInTheirOrderAndRepeatsAreNot() {
        workerUnder(new Limits(2, null, OnLimit.REJECT, null));
        RunSnapshot there = start("order");
        List<UUID> fresh = Stream.generate(UUID::randomUUID).limit(8).toList();
        List<StartRun> batch = new ArrayList<>(List.of(startAs(there.runId())));
        fresh.forEach(runId -> batch.add(startAs(runId)));

        List<StartResults.Result> results = server.start(new StartRuns(batch)).results();
        assertThat(results.subList(0, 2))
                .allSatisfy(result -> assertThat(result.run()).isNotNull());
        assertThat(results.subList(2, 9))
                .allSatisfy(result ->
                        assertThat(result.error().code()).isEqualTo(ProblemCode.CONCURRENCY_LIMIT_REACHED.name()));
    }

    private StartRun startAs(UUID runId) {
        return new StartRun(
                "order", Payload.of("1"), runId, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static StartRun encoded(@Nullable String key) {
        return new StartRun(
                "order",
                Payload.encoded("aes", new byte[] {1}),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "ab".repeat(32),
                key);
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        ContractWorker.offering(server, ContractWorker.offer("order"));

        invalid(() -> server.setLimits("order", concurrency(0)), "/concurrency");
        invalid(() -> server.setLimits("order", concurrency(-1)), "/concurrency");
        invalid(() -> server.setLimits("order", throttle("10/xyz")), "/throttle");
        invalid(() -> server.setLimits("order", throttle("10/60")), "/throttle");
        invalid(() -> server.setLimits("order", throttle("0/1m")), "/throttle");
        invalid(() -> server.setLimits("order", throttle("10001/1m")), "/throttle");
        invalid(() -> server.setLimits("order", new Limits(1, "a..b", null, null)), "/concurrencyKey");
        invalid(() -> server.setLimits("order", new Limits(1, "a\ud800", null, null)), "/concurrencyKey");
        invalid(() -> server.setLimits("order", new Limits(null, "a", null, null)), "/concurrencyKey");
        invalid(() -> server.setLimits("order", new Limits(null, null, OnLimit.REJECT, "1/1m")), "/onLimit");
        invalid(() -> workerUnder(concurrency(0)), "/workflows/0/limits/concurrency");
        refused(ProblemCode.WORKFLOW_UNKNOWN, () -> server.setLimits("unknown", concurrency(1)));
    }
}
