package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractWorker.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Workers open sessions and poll for runs. */
public abstract class WorkerProtocolContract extends ServerContract {

    private static List<UUID> ids(PollAnswer answer) {
        return answer.runs().stream().map(ClaimedRun::runId).toList();
    }

    private RunSnapshot start(String workflow, Integer priority, Integer version) {
        return server.start(new StartRun(
                workflow, null, null, null, null, null, priority, null, null, version, null, null, null, null));
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
                                null,
                                null,
                                null,
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
    void theSamePollAgainIsASignOfLife() {
        ContractWorker worker = worker("order");
        worker.claim(start("order"));
        server.passTime(Duration.ofSeconds(20));
        Instant later = server.now();

        assertThat(worker.pollAgain(1).runs()).hasSize(1);

        assertThat(server.worker(worker.workerId()).lastSeenAt()).isAfterOrEqualTo(later);
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
                server, new WorkflowOffer("new", 1, List.of("old"), null, null, null, null, null, null, null, null));

        assertThat(run(run.runId()).workflow()).isEqualTo("new");
        assertThat(start("old").workflow()).isEqualTo("new");
        assertThat(renamed.claim(run).run().workflow()).isEqualTo("new");
        assertThat(old.claim(held).run().workflow()).isEqualTo("old");
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
