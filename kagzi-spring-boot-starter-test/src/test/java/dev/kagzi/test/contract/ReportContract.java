package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.test.contract.ContractWorker.Claim;
import dev.kagzi.test.server.Pages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What workers report is recorded once, in order, and under a live claim only. */
public abstract class ReportContract extends ServerContract {

    private ContractWorker worker;
    private RunSnapshot run;
    private Claim claim;

    @BeforeEach
    void claimARun() {
        worker = worker("order");
        run = start("order");
        claim = worker.claim(run);
    }

    private RunSnapshot run() {
        return run(run.runId());
    }

    private StepSnapshot step() {
        List<StepSnapshot> steps = run().steps();
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    /** The history of a run with one step, as the next claim gets it. */
    private HistoryStep recorded() {
        claim = worker.claim(run);
        assertThat(claim.run().steps()).hasSize(1);
        return claim.run().steps().get(0);
    }

    private static List<Code> codes(List<ReportResult> results) {
        return results.stream().map(ReportResult::code).toList();
    }

    private void refused(Report report, String... pointers) {
        ReportResult result = worker.report(report).get(0);
        assertThat(result.code()).isEqualTo(Code.INVALID_REPORT);
        assertThat(result.errors()).extracting(Problem.FieldError::pointer).containsExactlyInAnyOrder(pointers);
    }

    @Test
    void anAttemptThatHasBegunIsShownAndNotReplayed() {
        worker.reportOk(claim.stepStarted("charge", 1, 1));

        assertThat(step().status()).isEqualTo(StepStatus.RUNNING);
        worker.reportOk(claim.released());
        assertThat(worker.claim(run).run().steps()).isEmpty();
    }

    @Test
    void theResultOfAStepIsRecorded() {
        worker.reportOk(claim.stepCompleted("charge", 1, "{\"paid\":1.10}"));

        assertThat(step().status()).isEqualTo(StepStatus.COMPLETED);
        assertThat(step().finishedAt()).isNotNull();
        worker.reportOk(claim.released());
        assertThat(recorded().output()).hasToString("{\"paid\":1.10}");
        assertThat(claim.run().claim()).isEqualTo(2);
    }

    @Test
    void aFailureThatIsFinalIsRecorded() {
        worker.reportOk(claim.stepFailed("charge", 1, 3, null), claim.released());

        HistoryStep failed = recorded();
        assertThat(failed.status()).isEqualTo(StepStatus.FAILED);
        assertThat(failed.attempts()).isEqualTo(3);
        assertThat(failed.failure().message()).isEqualTo("no");
        assertThat(failed.failure().types()).containsExactly("a.B");
    }

    @Test
    void aFailureThatIsNotFinalIsAnOpenWaitForTheNextAttempt() {
        worker.reportOk(claim.stepFailed("charge", 1, 1, Duration.ofSeconds(10)), claim.waiting());

        Instant until = step().until();
        assertThat(run().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run().waitingFor()).isEqualTo(new WaitingFor(WaitingFor.Kind.RETRY, "charge", until));
        server.passTime(Duration.ofSeconds(9));
        assertThat(worker.poll(1).runs()).isEmpty();
        server.passTime(Duration.ofSeconds(1));

        HistoryStep open = recorded();
        assertThat(open.status()).isEqualTo(StepStatus.WAITING);
        assertThat(open.until()).isNull();
        assertThat(open.attempts()).isEqualTo(1);
        assertThat(open.failure().type()).isEqualTo("a.B");
        worker.reportOk(claim.stepCompleted("charge", 1, "1"));
        assertThat(step().failure()).isNull();
    }

    @Test
    void aSleepEndsAtItsTimeAndNotBefore() {
        worker.reportOk(claim.sleepStarted("nap", 1, Duration.ofSeconds(10)), claim.waiting());

        Instant until = step().until();
        assertThat(until).isAfterOrEqualTo(run.createdAt().plusSeconds(10));
        assertThat(run().waitingFor()).isEqualTo(new WaitingFor(WaitingFor.Kind.SLEEP, "nap", until));
        server.passTime(Duration.ofSeconds(9));
        assertThat(worker.poll(1).runs()).isEmpty();
        server.passTime(Duration.ofSeconds(1));

        HistoryStep ended = recorded();
        assertThat(ended.kind()).isEqualTo(StepKind.SLEEP);
        assertThat(ended.status()).isEqualTo(StepStatus.COMPLETED);
        assertThat(ended.output()).isNull();
    }

    @Test
    void aSleepUntilATimeThatIsPastIsOverAtOnce() {
        worker.reportOk(
                new Report.SleepStarted(run.runId(), claim.token(), StepKey.of("nap", 1), 1, null, run.createdAt()),
                claim.waiting());
        server.passTime(Duration.ZERO);

        assertThat(recorded().status()).isEqualTo(StepStatus.COMPLETED);
    }

    @Test
    void aRunWaitsForTheFirstOfItsOpenWaits() {
        worker.reportOk(
                claim.sleepStarted("long", 1, Duration.ofHours(1)),
                claim.sleepStarted("short", 2, Duration.ofSeconds(1)),
                claim.waiting());

        assertThat(run().waitingFor().name()).isEqualTo("short");
        server.passTime(Duration.ofSeconds(1));

        claim = worker.claim(run);
        assertThat(claim.run().steps())
                .extracting(HistoryStep::status)
                .containsExactly(StepStatus.WAITING, StepStatus.COMPLETED);
        assertThat(claim.run().steps().get(0).until()).isNotNull();
    }

    @Test
    void whoWaitsForWhatHasHappenedAlreadyIsClaimableAtOnce() {
        worker.reportOk(claim.sleepStarted("nap", 1, Duration.ofSeconds(1)));
        server.passTime(Duration.ofSeconds(1));

        worker.reportOk(claim.waiting());

        assertThat(run().status()).isEqualTo(RunStatus.PENDING);
        assertThat(recorded().status()).isEqualTo(StepStatus.COMPLETED);
    }

    @Test
    void whoWaitsForNothingIsRefused() {
        assertThat(codes(worker.report(claim.stepCompleted("charge", 1, "1"), claim.waiting())))
                .containsExactly(Code.NOT_APPLIED, Code.NOTHING_TO_WAIT_FOR);

        assertThat(run().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run().steps()).isEmpty();
    }

    @Test
    void progressIsShownAndTagsAreAddedUp() {
        worker.reportOk(claim.progressed("{\"done\":1}", Map.of("a", "1", "b", "1")));
        worker.reportOk(new Report.Progressed(run.runId(), claim.token(), null, Map.of("b", "2")));

        assertThat(run().progress()).hasToString("{\"done\":1}");
        assertThat(run().tags()).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
        worker.reportOk(claim.released());
        assertThat(worker.claim(run).run().tags()).hasSize(2);
    }

    @Test
    void anEventIsEmittedOnce() {
        Report.EventEmitted emitted = claim.eventEmitted("order.paid", 1, "order-1", "{\"a\":1}");
        worker.reportOk(emitted);

        assertThat(worker.report(emitted)).containsExactly(ReportResult.REPEATED);
        assertThat(server.events("order.paid", "order-1", Pages.FIRST).items())
                .singleElement()
                .satisfies(event ->
                        assertThat(server.event(event.eventId()).data()).hasToString("{\"a\":1}"));
        assertThat(step().kind()).isEqualTo(StepKind.EMIT);
        assertThat(step().status()).isEqualTo(StepStatus.COMPLETED);
    }

    @Test
    void aRunEndsWithTheLastReport() {
        worker.reportOk(claim.stepCompleted("charge", 1, "1"), claim.runCompleted("{\"sum\":1}"));

        RunSnapshot completed = run();
        assertThat(completed.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(completed.output()).hasToString("{\"sum\":1}");
        assertThat(completed.finishedAt()).isNotNull();
        assertThat(completed.waitingFor()).isNull();
        assertThat(worker.poll(1).runs()).isEmpty();
    }

    @Test
    void aRunThatFailsOrNeedsAttentionNamesTheFailure() {
        worker.reportOk(claim.runFailed("declined"));
        assertThat(run().status()).isEqualTo(RunStatus.FAILED);
        assertThat(run().failure().message()).isEqualTo("declined");

        server.retry(run.runId(), null);
        worker.reportOk(worker.claim(run).needsAttention("another history"));
        assertThat(run().status()).isEqualTo(RunStatus.NEEDS_ATTENTION);
        assertThat(run().failure().message()).isEqualTo("another history");
        assertThat(run().finishedAt()).isNull();
        assertThat(worker.poll(1).runs()).isEmpty();
    }

    @Test
    void whatIsReportedAgainIsThereAlready() {
        List<Report> steps = List.of(
                claim.stepCompleted("charge", 1, "1"),
                claim.stepFailed("ship", 2, 3, null),
                claim.stepFailed("mail", 3, 1, Duration.ofSeconds(10)),
                claim.sleepStarted("nap", 4, Duration.ofSeconds(10)),
                claim.waitStarted("order.shipped", 1, 5, null, null),
                claim.childStarted("order", 6, null));
        worker.reportOk(steps.toArray(Report[]::new));
        assertThat(worker.report(steps.toArray(Report[]::new))).containsOnly(ReportResult.REPEATED);

        worker.reportOk(claim.waiting());

        assertThat(worker.report(claim.waiting())).containsExactly(ReportResult.REPEATED);
        assertThat(worker.report(steps.toArray(Report[]::new))).containsOnly(ReportResult.REPEATED);
        assertThat(run().steps()).hasSize(6);
    }

    @Test
    void theEndOfAClaimThatIsReportedAgainIsThereAlready() {
        worker.reportOk(claim.released());
        assertThat(worker.report(claim.released())).containsExactly(ReportResult.REPEATED);
        worker.reportRefused(Code.LEASE_LOST, claim.runCompleted("1"));

        Claim second = worker.claim(run);
        worker.reportRefused(Code.LEASE_LOST, claim.released());
        worker.reportOk(second.runFailed("no"));
        assertThat(worker.report(second.runFailed("no"))).containsExactly(ReportResult.REPEATED);

        server.retry(run.runId(), null);
        Claim third = worker.claim(run);
        worker.reportOk(third.progressed("1", Map.of()), third.runCompleted("1"));
        assertThat(worker.report(third.progressed("1", Map.of()), third.runCompleted("1")))
                .containsOnly(ReportResult.REPEATED);
    }

    @Test
    void anOutcomeThatIsRecordedNeverChanges() {
        worker.reportOk(claim.stepCompleted("charge", 1, "1"), claim.stepFailed("ship", 2, 1, null));

        worker.reportRefused(Code.STEP_CONFLICT, claim.stepCompleted("charge", 1, "2"));
        worker.reportRefused(Code.STEP_CONFLICT, claim.stepFailed("charge", 1, 1, null));
        worker.reportRefused(Code.STEP_CONFLICT, claim.stepCompleted("ship", 2, "1"));
        worker.reportRefused(Code.STEP_CONFLICT, claim.sleepStarted("charge", 1, Duration.ofSeconds(1)));
        assertThat(codes(worker.report(claim.stepCompleted("mail", 3, "1"), claim.stepFailed("charge", 1, 1, null))))
                .containsExactly(Code.NOT_APPLIED, Code.STEP_CONFLICT);

        assertThat(run().steps())
                .extracting(StepSnapshot::status)
                .containsExactly(StepStatus.COMPLETED, StepStatus.FAILED);
    }

    @Test
    void onlyTheLiveClaimCanWrite() {
        Report late = claim.stepCompleted("charge", 1, "1");
        server.passTime(Duration.ofSeconds(31));
        worker.reportRefused(Code.LEASE_LOST, late);
        Claim second = worker.claim(run);
        worker.reportRefused(Code.LEASE_LOST, late);
        server.cancel(run.runId(), new CancelRun(null, null));
        worker.reportRefused(Code.LEASE_LOST, second.stepCompleted("charge", 1, "1"), second.runCompleted("1"));
        worker.reportRefused(Code.LEASE_LOST, new Report.Released(run.runId(), "no token"));
        worker.reportRefused(Code.LEASE_LOST, new Report.Released(UuidCreator.getTimeOrderedEpoch(), second.token()));

        assertThat(run().steps()).isEmpty();
    }

    @Test
    void reportsOfOneRunStandOrFallTogetherAndThoseOfOthersForThemselves() {
        RunSnapshot other = start("order");
        Claim another = worker.claim(other);

        List<ReportResult> results = worker.report(
                claim.stepCompleted("charge", 1, "1"),
                another.stepCompleted("charge", 1, "1"),
                claim.stepCompleted("ship", 0, "1"),
                another.runCompleted("1"),
                claim.runCompleted("1"));

        assertThat(codes(results)).containsExactly(Code.NOT_APPLIED, null, Code.INVALID_REPORT, null, Code.NOT_APPLIED);
        assertThat(run().steps()).isEmpty();
        assertThat(run(other.runId()).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(codes(worker.report(claim.runCompleted("1"), claim.stepCompleted("charge", 1, "1"))))
                .containsExactly(Code.NOT_APPLIED, Code.LEASE_LOST);
        assertThat(run().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void aReportThatCannotBeNamesWhatIsWrong() {
        StepKey wrong = new StepKey("", " ", 0);
        StepKey right = StepKey.of("charge", 1);
        refused(
                claim.stepCompleted(wrong, 0, StepKind.STEP, "1", false),
                "/step/name",
                "/step/occurrence",
                "/step/branch",
                "/position");
        refused(claim.stepFailed("charge", 1, 0, null), "/attempts");
        refused(new Report.SleepStarted(run.runId(), claim.token(), right, 1, null, null), "/duration");
        refused(claim.waitStarted(" ", 1, 1, "", null), "/step/name", "/event", "/key");
        refused(new Report.EventEmitted(run.runId(), claim.token(), right, 1, " ", "", null, null), "/event", "/key");
        refused(
                new Report.ChildStarted(run.runId(), claim.token(), right, 1, " ", null, "", null, "abc", null),
                "/workflow",
                "/id",
                "/inputHash");
        refused(claim.progressed("1", Map.of(" ", "x")), "/tags/ ");
        assertThat(run().steps()).isEmpty();
    }

    @Test
    void aPayloadThatIsTooMuchIsRefusedAlone() {
        Report large = claim.runCompleted("\"" + "x".repeat(1024 * 1024) + "\"");
        Report deep = claim.runCompleted("[".repeat(501) + "]".repeat(501));
        Report.RunCompleted longNumber =
                new Report.RunCompleted(run.runId(), claim.token(), Payload.of("1".repeat(10_001)));

        worker.reportRefused(Code.PAYLOAD_TOO_LARGE, large);
        worker.reportRefused(Code.PAYLOAD_TOO_COMPLEX, deep);
        worker.reportRefused(Code.PAYLOAD_TOO_COMPLEX, longNumber);

        worker.reportOk(claim.stepCompleted("charge", 1, "1".repeat(10_000)), claim.runCompleted("1e400"));
        assertThat(run().output()).hasToString("1e400");
    }
}
