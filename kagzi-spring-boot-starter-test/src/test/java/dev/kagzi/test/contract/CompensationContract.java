package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.test.contract.ContractWorker.Claim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run that has completed steps that can be undone ends when they are. */
public abstract class CompensationContract extends ServerContract {

    private ContractWorker worker;

    @BeforeEach
    void startWorker() {
        worker = worker("order");
    }

    /** A claim under which two steps that can be undone have completed. */
    private Claim reserved(RunSnapshot run) {
        Claim claim = worker.claim(run);
        worker.reportOk(claim.compensable("reserve", 1), claim.compensable("charge", 2));
        return claim;
    }

    private void undone(Claim claim) {
        worker.reportOk(claim.compensated("charge", 1), claim.compensated("reserve", 2), claim.runCompleted("null"));
    }

    private Report.StepFailed compensationFailed(Claim claim, Duration retryIn) {
        return new Report.StepFailed(
                claim.runId(),
                claim.token(),
                new StepKey("compensation", "charge", 1),
                1,
                StepKind.COMPENSATION,
                null,
                new Failure("a.B", "the bank says no", List.of("a.B"), null, null, null),
                1,
                retryIn,
                null,
                null);
    }

    @Test
    void aRunThatFailsIsUndoneAndThenHasFailed() {
        Claim claim = reserved(start("order"));
        worker.reportOk(claim.stepFailed("ship", 3, 3, null), claim.runFailedBy("ship"));

        RunSnapshot undoing = run(claim.runId());
        assertThat(undoing.status()).isEqualTo(RunStatus.PENDING);
        assertThat(undoing.ending()).isEqualTo(RunStatus.FAILED);
        assertThat(undoing.failure().step()).isEqualTo("ship");
        assertThat(undoing.finishedAt()).isNull();
        Claim undo = worker.claim();
        assertThat(undo.run().ending()).isEqualTo(RunStatus.FAILED);
        assertThat(undo.run().steps())
                .filteredOn(step -> step.completedAt() != null)
                .extracting(HistoryStep::step)
                .containsExactly(StepKey.of("reserve", 1), StepKey.of("charge", 1));
        assertThat(undo.run().steps().get(0).completedAt())
                .isBefore(undo.run().steps().get(1).completedAt());
        undone(undo);

        RunSnapshot ended = run(claim.runId());
        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.ending()).isNull();
        assertThat(ended.failure().step()).isEqualTo("ship");
        refused(ProblemCode.COMPENSATED, () -> server.retry(claim.runId(), null));
        refused(ProblemCode.COMPENSATED, () -> server.restart(claim.runId(), new RestartRun(StepKey.of("charge", 1))));
        assertThat(server.restart(claim.runId(), new RestartRun(null)).created())
                .isTrue();
    }

    @Test
    void aRunThatIsCancelledIsUndoneAndThenIsCancelled() {
        Claim claim = reserved(start("order"));

        RunSnapshot cancelled = server.cancel(claim.runId(), new CancelRun("no wish", null));

        assertThat(cancelled.status()).isEqualTo(RunStatus.PENDING);
        assertThat(cancelled.ending()).isEqualTo(RunStatus.CANCELLED);
        worker.reportRefused(Code.LEASE_LOST, claim.stepCompleted("ship", 3, "1"));
        assertThat(worker.poll(0).cancel()).hasSize(1);
        assertThat(server.cancel(claim.runId(), new CancelRun(null, null)).ending())
                .isEqualTo(RunStatus.CANCELLED);
        undone(worker.claim());
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        refused(ProblemCode.RUN_NOT_RETRYABLE, () -> server.retry(claim.runId(), null));
    }

    @Test
    void aRunThatIsTooLateIsUndone() {
        Claim claim = reserved(server.start(new StartRun(
                "order",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofMinutes(1),
                null,
                null,
                null,
                null,
                null)));

        server.passTime(Duration.ofSeconds(61));

        assertThat(run(claim.runId()).ending()).isEqualTo(RunStatus.FAILED);
        undone(worker.claim());
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.FAILED);
        assertThat(run(claim.runId()).failure().type()).isEqualTo("RUN_TIMEOUT");
    }

    @Test
    void aRunThatCompletesIsNotUndone() {
        Claim claim = reserved(start("order"));

        worker.reportOk(claim.runCompleted("true"));

        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(worker.poll(1).runs()).isEmpty();
    }

    @Test
    void aCompensationThatFailsIsTriedAgainAfterItsPause() {
        Claim claim = reserved(start("order"));
        server.cancel(claim.runId(), new CancelRun(null, null));
        Claim undo = worker.claim();
        worker.reportOk(compensationFailed(undo, Duration.ofSeconds(5)), undo.waiting());
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.WAITING);

        server.passTime(Duration.ofSeconds(6));

        Claim again = worker.claim();
        assertThat(again.run().ending()).isEqualTo(RunStatus.CANCELLED);
        undone(again);
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aCompensationThatFailsForGoodFailsTheRun() {
        Claim claim = reserved(start("order"));
        worker.reportOk(claim.runFailed("no parcel"));
        Claim undo = worker.claim();

        worker.reportOk(
                compensationFailed(undo, null), undo.compensated("reserve", 2), undo.runFailed("Not all was undone."));

        RunSnapshot ended = run(claim.runId());
        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.failure().message()).contains("no parcel").contains("Not all was undone.");
    }

    @Test
    void aCancelledRunThatCannotBeUndoneHasFailed() {
        Claim claim = reserved(start("order"));
        server.cancel(claim.runId(), new CancelRun(null, null));
        Claim undo = worker.claim();

        worker.reportOk(compensationFailed(undo, null), undo.compensated("reserve", 2), undo.runCompleted("null"));

        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.FAILED);
        assertThat(run(claim.runId()).failure().type()).isEqualTo("COMPENSATION_FAILED");
    }

    @Test
    void byForceARunEndsAtOnce() {
        Claim claim = reserved(start("order"));
        assertThat(server.cancel(claim.runId(), new CancelRun(null, true)).status())
                .isEqualTo(RunStatus.CANCELLED);

        Claim other = reserved(start("order"));
        server.cancel(other.runId(), new CancelRun(null, null));
        Claim undo = worker.claim();
        assertThat(server.cancel(other.runId(), new CancelRun(null, true)).status())
                .isEqualTo(RunStatus.CANCELLED);
        worker.reportRefused(Code.LEASE_LOST, undo.compensated("charge", 1));
    }

    @Test
    void aWorkerThatDiesWhileItUndoesIsReplaced() {
        Claim claim = reserved(start("order"));
        worker.reportOk(claim.runFailed("no"));
        Claim undo = worker.claim();
        worker.reportOk(undo.compensated("charge", 1));

        server.passTime(Duration.ofSeconds(31));

        Claim again = worker.claim();
        assertThat(again.run().ending()).isEqualTo(RunStatus.FAILED);
        assertThat(again.run().steps())
                .filteredOn(step -> step.kind() == StepKind.COMPENSATION)
                .hasSize(1);
        worker.reportOk(again.compensated("reserve", 2), again.runCompleted("null"));
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.FAILED);
    }
}
