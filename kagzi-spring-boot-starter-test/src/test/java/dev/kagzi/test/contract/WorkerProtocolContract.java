package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractWorker.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Workers open sessions, poll for runs, keep them by renewing, and are told what they do not know. */
public abstract class WorkerProtocolContract extends ServerContract {

    private static List<UUID> ids(PollAnswer answer) {
        return answer.runs().stream().map(ClaimedRun::runId).toList();
    }

    private RunSnapshot start(String workflow, Integer priority, Integer version) {
        return server.start(
                new StartRun(workflow, null, null, null, null, null, priority, null, null, version, null, null, null));
    }

    private void untilTheLeaseIsOver() {
        server.passTime(Duration.ofSeconds(31));
    }

    @Test
    void aSessionIsFoundAgainByItsInstanceAndKeepsWhatItHolds() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        UUID before = worker.workerId();

        worker.reopen();

        assertThat(worker.workerId()).isEqualTo(before);
        assertThat(worker.renew(run.runId()).lost()).isEmpty();
        worker.reportOk(claim.runCompleted("true"));
        assertThat(worker("order").workerId()).isNotEqualTo(before);
    }

    @Test
    void whatAClosedSessionHoldsIsFreeAtOnce() {
        ContractWorker closed = worker("order");
        RunSnapshot run = start("order");
        Claim lost = closed.claim(run);

        closed.close();
        closed.close();

        refused(ProblemCode.SESSION_UNKNOWN, () -> closed.poll(1));
        refused(ProblemCode.SESSION_UNKNOWN, closed::renew);
        closed.reportRefused(Code.LEASE_LOST, lost.runCompleted("true"));
        Claim next = worker("order").claim(run);
        assertThat(next.run().claim()).isGreaterThan(lost.run().claim());
        assertThat(next.run().attempt()).isEqualTo(1);
        closed.reopen();
        assertThat(closed.poll(1).runs()).isEmpty();
    }

    @Test
    void aSessionThatCannotBeNamesWhatIsWrong() {
        OpenSession wrong = new OpenSession(
                UUID.randomUUID(),
                " ",
                null,
                null,
                null,
                null,
                Map.of("", "x"),
                List.of(
                        new WorkflowOffer(
                                "a/b",
                                0,
                                List.of("c/d"),
                                null,
                                Duration.ZERO,
                                null,
                                List.of("order created", " "),
                                null),
                        ContractWorker.offer("order"),
                        ContractWorker.offer("order")),
                0);
        invalid(
                () -> server.open(wrong),
                "/application",
                "/labels/",
                "/slots",
                "/workflows/0/name",
                "/workflows/0/version",
                "/workflows/0/timeout",
                "/workflows/0/on/1",
                "/workflows/0/aliases/0",
                "/workflows/2");
    }

    @Test
    void aPollThatCannotBeNamesWhatIsWrong() {
        ContractWorker worker = worker("order");
        List<Poll.Wanted> wanted =
                List.of(new Poll.Wanted(" ", List.of(0), -1), new Poll.Wanted("order", List.of(1), 1));
        invalid(
                () -> server.poll(worker.workerId(), new Poll(0, -1, wanted, Duration.ofMillis(60_001), null)),
                "/requestId",
                "/free",
                "/wait",
                "/workflows/0/name",
                "/workflows/0/free",
                "/workflows/0/versions");
    }

    @Test
    void theSamePollAgainGetsTheSameRunsAndAnOlderOneNothing() {
        ContractWorker worker = worker("order");
        start("order");
        start("order");
        List<ClaimedRun> first = worker.poll(1).runs();

        assertThat(worker.pollAgain(1).runs())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("leaseFor")
                .isEqualTo(first);
        assertThat(worker.poll(0).runs()).isEmpty();
        assertThat(server.poll(worker.workerId(), worker.request(1, 1, Duration.ZERO))
                        .runs())
                .isEmpty();
        assertThat(worker.poll(2).runs()).hasSize(1);
    }

    @Test
    void aNewerPollEndsTheOpenOne() {
        ContractWorker worker = worker("order");
        CompletableFuture<PollAnswer> older = worker.pollMeanwhile(1);

        assertThat(worker.poll(0).runs()).isEmpty();

        assertThat(soon(older)).isEqualTo(new PollAnswer(List.of(), List.of(), List.of(), null));
    }

    @Test
    void aPollWaitsUntilThereIsSomethingForIt() {
        ContractWorker worker = worker("order", "other");
        ContractWorker another = worker("another");
        CompletableFuture<PollAnswer> open = worker.pollMeanwhile(1);

        start("another");
        RunSnapshot run = start("order");

        assertThat(ids(soon(open))).containsExactly(run.runId());
        assertThat(another.poll(1).runs()).hasSize(1);
    }

    @Test
    void aPollGetsAsManyRunsAsThereIsRoomForInAllAndOfEachWorkflow() {
        ContractWorker worker = worker("order", "other");
        for (int i = 0; i < 4; i++) {
            start("order");
        }
        start("other");
        List<Poll.Wanted> wanted =
                List.of(new Poll.Wanted("order", List.of(1), 2), new Poll.Wanted("other", List.of(1), 2));

        assertThat(server.poll(worker.workerId(), new Poll(1, 9, wanted, Duration.ZERO, null))
                        .runs())
                .extracting(ClaimedRun::workflow)
                .containsExactlyInAnyOrder("order", "order", "other");
        assertThat(server.poll(worker.workerId(), new Poll(2, 1, wanted, Duration.ZERO, null))
                        .runs())
                .hasSize(1);
    }

    @Test
    void priorityCountsAsMinutesOfWaiting() {
        ContractWorker worker = worker("order");
        RunSnapshot old = start("order", 0, null);
        server.passTime(Duration.ofMinutes(3));
        RunSnapshot low = start("order", -1, null);
        RunSnapshot high = start("order", 2, null);
        RunSnapshot highest = start("order", 4, null);

        List<UUID> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            order.addAll(ids(worker.poll(1)));
        }
        assertThat(order).containsExactly(highest.runId(), old.runId(), high.runId(), low.runId());
    }

    @Test
    void aRunWithoutAVersionGetsTheHighestThatALiveWorkerOffersAndKeepsIt() {
        ContractWorker one = worker("order");
        ContractWorker two = ContractWorker.offering(server, ContractWorker.offer("order", 2));
        RunSnapshot run = start("order");

        assertThat(one.poll(1).runs()).isEmpty();
        Claim claim = two.claim(run);
        assertThat(claim.run().version()).isEqualTo(2);
        assertThat(run(run.runId()).version()).isEqualTo(2);
        RunSnapshot old = start("order", null, 1);
        assertThat(two.poll(1).runs()).isEmpty();
        one.claim(old);

        RunSnapshot later = start("order");
        two.close();
        assertThat(one.claim(later).run().version()).isEqualTo(1);
        assertThat(one.poll(1).runs()).isEmpty();
        assertThat(run(run.runId()).status()).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void aWorkerThatIsNotHeardOfKeepsNoRunFromOthers() {
        ContractWorker one = worker("order");
        ContractWorker.offering(server, ContractWorker.offer("order", 2));
        start("order");
        assertThat(one.poll(1).runs()).isEmpty();

        server.passTime(Duration.ofSeconds(61));

        eventually(() -> assertThat(one.claim().run().version()).isEqualTo(1));
    }

    @Test
    void runsOfAnOldNameGoToTheWorkflowThatHasItAsAlias() {
        ContractWorker old = worker("old");
        RunSnapshot run = start("old");
        RunSnapshot held = start("old");
        ContractWorker renamed = ContractWorker.offering(
                server, new WorkflowOffer("new", 1, List.of("old"), null, null, null, null, null));

        assertThat(run(run.runId()).workflow()).isEqualTo("new");
        assertThat(start("old").workflow()).isEqualTo("new");
        assertThat(renamed.claim(run).run().workflow()).isEqualTo("new");
        assertThat(old.claim(held).run().workflow()).isEqualTo("old");
    }

    @Test
    void renewalKeepsARunForALeaseFromNowOn() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        server.passTime(Duration.ofSeconds(20));
        Renewed renewed = worker.renew(run.runId());
        assertThat(renewed.leaseFor()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
        server.passTime(Duration.ofSeconds(20));
        worker.reportOk(claim.stepCompleted("charge", 1, "1"));

        server.passTime(Duration.ofSeconds(11));

        assertThat(worker.renew(run.runId()).lost()).containsExactly(new Renewed.Lost(run.runId()));
        worker.reportRefused(Code.LEASE_LOST, claim.runCompleted("true"));
        Claim again = worker.claim(run);
        assertThat(again.run().claim()).isGreaterThan(claim.run().claim());
        assertThat(again.token()).isNotEqualTo(claim.token());
        assertThat(again.run().steps()).hasSize(1);
    }

    @Test
    void renewalReleasesWhatIsNotListedUnlessItIsStillOnTheWire() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        RunSnapshot nobodys = start("order");
        Claim claim = new Claim(worker.poll(1).runs().get(0));

        server.renew(worker.workerId(), new Renew(List.of(), 0));
        assertThat(run(run.runId()).workerId()).isEqualTo(worker.workerId());
        assertThat(worker.renew(nobodys.runId()).lost()).containsExactly(new Renewed.Lost(nobodys.runId()));

        assertThat(run(run.runId()).status()).isEqualTo(RunStatus.PENDING);
        worker.reportRefused(Code.LEASE_LOST, claim.runCompleted("true"));
    }

    @Test
    void aRunWhoseClaimsExpireAgainAndAgainIsClaimedAloneAndThenNeedsAttention() {
        RunSnapshot crashing = null;
        for (int crash = 1; crash <= 10; crash++) {
            ContractWorker victim = worker("order");
            crashing = crashing == null ? start("order") : crashing;
            RunSnapshot neighbour = start("order");
            assertThat(ids(victim.poll(5))).hasSize(crash > 2 ? 1 : 2).contains(crashing.runId());
            assertThat(victim.poll(5).runs()).isEmpty();
            server.cancel(neighbour.runId(), new CancelRun(null, null));
            untilTheLeaseIsOver();
            if (crash > 1) {
                assertThat(worker("order").poll(1).runs()).isEmpty();
                server.passTime(Duration.ofMinutes(1));
            }
        }
        RunSnapshot crashed = run(crashing.runId());
        assertThat(crashed.status()).isEqualTo(RunStatus.NEEDS_ATTENTION);
        assertThat(crashed.failure().type()).isEqualTo("CRASH_LOOP");
        server.retry(crashing.runId(), null);
        worker("order").claim(crashing);
    }

    @Test
    void theEndOfAClaimIsToldUntilTheWorkerHasDroppedTheRun() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        EndedClaim ended = new EndedClaim(run.runId(), worker.claim(run).run().claim());
        CompletableFuture<PollAnswer> open = worker.pollMeanwhile(0);

        server.cancel(run.runId(), new CancelRun(null, null));

        assertThat(soon(open).cancel()).containsExactly(ended);
        assertThat(worker.pollAgain(0).cancel()).containsExactly(ended);
        Renewed renewed = worker.renew(run.runId());
        assertThat(renewed.cancel()).containsExactly(ended);
        assertThat(renewed.lost()).containsExactly(new Renewed.Lost(run.runId()));
        assertThat(worker.renew().cancel()).isEmpty();
        assertThat(worker.poll(0).cancel()).isEmpty();
    }

    @Test
    void outcomesOfARunThatIsKeptAreToldUntilTheNextReportTakesThem() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(claim.sleepStarted("nap", 1, Duration.ofSeconds(5)));
        assertThat(worker.poll(0).resolved()).isEmpty();
        CompletableFuture<PollAnswer> open = worker.pollMeanwhile(0);

        server.passTime(Duration.ofSeconds(5));

        List<Resolved> resolved = soon(open).resolved();
        assertThat(resolved).hasSize(1);
        HistoryStep outcome = resolved.get(0).outcome();
        assertThat(resolved.get(0))
                .isEqualTo(new Resolved(run.runId(), claim.run().claim(), outcome));
        assertThat(outcome.step()).isEqualTo(StepKey.of("nap", 1));
        assertThat(outcome.status()).isEqualTo(StepStatus.COMPLETED);
        assertThat(worker.pollAgain(0).resolved()).isEqualTo(resolved);
        assertThat(worker.poll(0).resolved()).isEqualTo(resolved);
        assertThat(worker.renew(run.runId()).resolved()).isEqualTo(resolved);

        worker.reportOk(claim.stepCompleted("charge", 2, "1"));

        assertThat(worker.poll(0).resolved()).isEmpty();
        assertThat(worker.renew(run.runId()).resolved()).isEmpty();
    }

    @Test
    void aWorkerThatIsToDrainIsToldAndTakesNothingMore() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        CompletableFuture<PollAnswer> open = worker.pollMeanwhile(1);

        server.drainWorker(worker.workerId());

        assertThat(soon(open).drain()).isTrue();
        start("order");
        PollAnswer answer = worker.poll(1);
        assertThat(answer.drain()).isTrue();
        assertThat(answer.runs()).isEmpty();
        assertThat(worker.renew(run.runId()).drain()).isTrue();
        worker.reportOk(claim.runCompleted("true"));
        assertThat(worker("order").poll(1).runs()).hasSize(1);
        refused(ProblemCode.WORKER_NOT_FOUND, () -> server.drainWorker(UUID.randomUUID()));
    }

    @Test
    void aLongHistoryComesInPages() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        String large = "\"" + "x".repeat(100_000) + "\"";
        for (int i = 1; i <= 7; i++) {
            worker.reportOk(claim.stepCompleted("step-" + i, i, large));
        }
        worker.reportOk(claim.released());

        ClaimedRun again = worker.claim(run).run();
        assertThat(again.steps()).hasSizeLessThan(3);
        List<HistoryStep> steps = new ArrayList<>(again.steps());
        String more = again.moreSteps();
        while (more != null) {
            StepPage page = server.moreSteps(worker.workerId(), run.runId(), more);
            steps.addAll(page.steps());
            more = page.moreSteps();
        }
        assertThat(steps).extracting(HistoryStep::position).containsExactly(1, 2, 3, 4, 5, 6, 7);
        refused(ProblemCode.INVALID_CURSOR, () -> server.moreSteps(worker.workerId(), run.runId(), "x"));
        refused(
                ProblemCode.RUN_NOT_FOUND,
                () -> server.moreSteps(worker.workerId(), UuidCreator.getTimeOrderedEpoch(), null));
        refused(
                ProblemCode.RUN_NOT_FOUND,
                () -> server.moreSteps(worker("order").workerId(), run.runId(), null));
    }
}
