package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StartRuns;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.test.contract.ContractWorker.Claim;
import dev.kagzi.test.server.Pages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Runs are started once, end once, and are cancelled, retried and restarted. */
public abstract class RunContract extends ServerContract {

    private static StartRun with(StartRun start, UUID runId, String id, Boolean restartIfFinished, String input) {
        return new StartRun(
                start.workflow(),
                Payload.of(input),
                runId,
                id,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                restartIfFinished,
                null,
                null);
    }

    @Test
    void aRunIsStartedWithWhatItWasAskedFor() {
        worker("order");
        RunSnapshot run = server.start(new StartRun(
                "order",
                Payload.of("{\"a\":1.10}"),
                null,
                "order-1",
                Duration.ofMinutes(10),
                null,
                5,
                Map.of("region", "eu"),
                Duration.ofHours(1),
                1,
                7,
                null,
                null,
                null));

        assertThat(run.created()).isTrue();
        assertThat(run.runId().version()).isEqualTo(7);
        assertThat(run.status()).isEqualTo(RunStatus.PENDING);
        assertThat(run.waitingFor()).isEqualTo(new WaitingFor(WaitingFor.Kind.START_TIME, null, run.availableAt()));
        assertThat(run.availableAt()).isEqualTo(run.createdAt().plus(Duration.ofMinutes(10)));
        assertThat(run.deadline()).isEqualTo(run.availableAt().plus(Duration.ofHours(1)));
        RunSnapshot found = server.run(run.runId(), false);
        assertThat(found).usingRecursiveComparison().ignoringFields("created").isEqualTo(run);
        assertThat(found.created()).isNull();
        assertThat(found.input()).hasToString("{\"a\":1.10}");
        assertThat(found.priority()).isEqualTo(5);
        assertThat(found.version()).isEqualTo(1);
        assertThat(found.tags()).containsExactly(Map.entry("region", "eu"));
    }

    @Test
    void aStartIsRefusedForAWorkflowThatNobodyHasRegistered() {
        refused(ProblemCode.WORKFLOW_UNKNOWN, () -> start("order"));
    }

    @Test
    void aStartThatAsksForTheImpossibleNamesWhatIsWrong() {
        worker("order");
        StartRun wrong = new StartRun(
                "order",
                null,
                null,
                "",
                Duration.ofSeconds(1),
                server.now(),
                1_000_001,
                Map.of("", "x"),
                Duration.ZERO,
                0,
                0,
                null,
                "abc",
                null);
        invalid(
                () -> server.start(wrong),
                "/id",
                "/startAt",
                "/priority",
                "/tags/",
                "/timeout",
                "/version",
                "/maxAttempts",
                "/inputHash");
        refused(
                ProblemCode.PAYLOAD_TOO_LARGE,
                () -> server.start(with(startOf("order"), null, null, null, "\"" + "x".repeat(1024 * 1024) + "\"")));
        refused(
                ProblemCode.PAYLOAD_TOO_COMPLEX,
                () -> server.start(with(startOf("order"), null, null, null, "[".repeat(501) + "]".repeat(501))));
    }

    @Test
    void aSecondStartWithTheSameIdFindsTheFirstRun() {
        worker("order", "other");
        RunSnapshot first = server.start(with(startOf("order"), null, "order-1", null, "{\"a\": 1}"));

        RunSnapshot again = server.start(with(startOf("order"), null, "order-1", null, "{\"a\":1}"));
        assertThat(again.runId()).isEqualTo(first.runId());
        assertThat(again.created()).isFalse();
        refused(
                ProblemCode.ID_CONFLICT,
                () -> server.start(with(startOf("order"), null, "order-1", null, "{\"a\":2}")));
        assertThat(server.start(with(startOf("other"), null, "order-1", null, "{\"a\":2}"))
                        .created())
                .isTrue();
    }

    @Test
    void aSecondStartWithTheSameRunIdFindsTheFirstRun() {
        worker("order", "other");
        UUID runId = UuidCreator.getTimeOrderedEpoch();
        server.start(with(startOf("order"), runId, "order-1", null, "1"));

        assertThat(server.start(with(startOf("order"), runId, "order-1", null, "1"))
                        .created())
                .isFalse();
        assertThat(server.start(with(startOf("order"), runId, null, null, "1")).created())
                .isFalse();
        refused(ProblemCode.ID_CONFLICT, () -> server.start(with(startOf("order"), runId, null, null, "2")));
        refused(ProblemCode.ID_CONFLICT, () -> server.start(with(startOf("order"), runId, "order-2", null, "1")));
        refused(ProblemCode.ID_CONFLICT, () -> server.start(with(startOf("other"), runId, null, null, "1")));
    }

    @Test
    void aRunThatIsFinishedIsStartedAnewWhereThatIsAskedFor() {
        ContractWorker worker = worker("order");
        RunSnapshot first = server.start(with(startOf("order"), null, "order-1", null, "1"));
        assertThat(server.start(with(startOf("order"), null, "order-1", true, "1"))
                        .runId())
                .isEqualTo(first.runId());
        worker.reportOk(worker.claim().runCompleted("true"));
        assertThat(server.start(with(startOf("order"), null, "order-1", null, "1"))
                        .runId())
                .isEqualTo(first.runId());

        RunSnapshot second = server.start(with(startOf("order"), null, "order-1", true, "2"));

        assertThat(second.created()).isTrue();
        assertThat(server.start(with(startOf("order"), null, "order-1", null, "2"))
                        .runId())
                .isEqualTo(second.runId());
    }

    @Test
    void eachStartOfManyStandsForItself() {
        worker("order");
        var results = server.start(new StartRuns(List.of(startOf("order"), startOf("nobody"), startOf("order"))))
                .results();

        assertThat(results).hasSize(3);
        assertThat(results.get(0).run().created()).isTrue();
        assertThat(results.get(1).error().code()).isEqualTo("WORKFLOW_UNKNOWN");
        assertThat(results.get(2).run().runId())
                .isNotEqualTo(results.get(0).run().runId());
        invalid(() -> server.start(new StartRuns(List.of())), "/runs");
    }

    @Test
    void aRunThatIsUnknownIsNotFound() {
        UUID nobody = UuidCreator.getTimeOrderedEpoch();
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.run(nobody, false));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.steps(nobody, Pages.FIRST));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.history(nobody, Pages.FIRST));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.result(nobody, Duration.ZERO));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.next(nobody, null, Duration.ZERO));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.cancel(nobody, new CancelRun(null, null)));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.retry(nobody, null));
        refused(ProblemCode.RUN_NOT_FOUND, () -> server.restart(nobody, new RestartRun(null)));
    }

    @Test
    void aDelayedRunIsClaimedWhenItsTimeHasCome() {
        ContractWorker worker = worker("order");
        RunSnapshot run = server.start(new StartRun(
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
        assertThat(worker.poll(1).runs()).isEmpty();

        server.passTime(Duration.ofSeconds(61));

        worker.claim(run);
    }

    @Test
    void aRunIsFailedWhenItsDeadlineHasPassed() {
        ContractWorker worker = worker("order");
        RunSnapshot run = server.start(new StartRun(
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
                null));
        Claim claim = worker.claim(run);

        server.passTime(Duration.ofSeconds(61));

        RunSnapshot late = run(run.runId());
        assertThat(late.status()).isEqualTo(RunStatus.FAILED);
        assertThat(late.failure().type()).isEqualTo("RUN_TIMEOUT");
        assertThat(late.finishedAt()).isNotNull();
        worker.reportRefused(Code.LEASE_LOST, claim.runCompleted("true"));
    }

    @Test
    void cancellingEndsTheRunAndItsClaimAtOnce() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);

        RunSnapshot cancelled = server.cancel(run.runId(), new CancelRun("no stock", null));

        assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(cancelled.already()).isNull();
        assertThat(cancelled.workerId()).isNull();
        assertThat(worker.poll(1).cancel())
                .containsExactly(new EndedClaim(run.runId(), claim.run().claim()));
        worker.reportRefused(Code.LEASE_LOST, claim.stepCompleted("charge", 1, "1"));
        assertThat(server.cancel(run.runId(), new CancelRun(null, true)).already())
                .isTrue();
        RunTransition last = lastOf(run.runId());
        assertThat(last.reason()).isEqualTo("no stock");
        assertThat(last.actor()).isEqualTo(RunTransition.Actor.CLIENT);
        invalid(() -> server.cancel(run.runId(), new CancelRun(" ", null)), "/reason");
    }

    private RunTransition lastOf(UUID runId) {
        List<RunTransition> history = server.history(runId, Pages.FIRST).items();
        assertThat(history).extracting(RunTransition::seq).isSorted();
        return history.get(history.size() - 1);
    }

    @Test
    void aFailedRunIsRetriedFromTheStepThatFailed() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(
                claim.stepCompleted("charge", 1, "1"), claim.stepFailed("ship", 2, 3, null), claim.runFailedBy("ship"));
        assertThat(run(run.runId()).failure().step()).isEqualTo("ship");

        RunSnapshot retried = server.retry(run.runId(), null);

        assertThat(retried.status()).isEqualTo(RunStatus.PENDING);
        assertThat(retried.attempt()).isEqualTo(2);
        assertThat(retried.failure()).isNull();
        assertThat(retried.finishedAt()).isNull();
        assertThat(lastOf(run.runId()).failure().step()).isEqualTo("ship");
        assertThat(worker.claim(run).run().steps())
                .extracting(step -> step.step().name())
                .containsExactly("charge");
    }

    @Test
    void aRetryWithTheSameKeyIsOne() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        worker.reportOk(worker.claim().runFailed("no"));
        String key = UUID.randomUUID().toString();

        RunSnapshot first = server.retry(run.runId(), key);
        worker.reportOk(worker.claim().runFailed("no"));

        assertThat(server.retry(run.runId(), key)).usingRecursiveComparison().isEqualTo(first);
        assertThat(run(run.runId()).attempt()).isEqualTo(2);
        RunSnapshot other = start("order");
        refused(ProblemCode.IDEMPOTENCY_KEY_REUSED, () -> server.retry(other.runId(), key));
    }

    @Test
    void onlyAFailureOrAttentionIsRetried() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        refused(ProblemCode.RUN_NOT_RETRYABLE, () -> server.retry(run.runId(), null));
        worker.reportOk(worker.claim().needsAttention("history and code disagree"));
        assertThat(run(run.runId()).status()).isEqualTo(RunStatus.NEEDS_ATTENTION);

        assertThat(server.retry(run.runId(), null).status()).isEqualTo(RunStatus.PENDING);
        worker.reportOk(worker.claim().runCompleted("true"));
        refused(ProblemCode.RUN_NOT_RETRYABLE, () -> server.retry(run.runId(), null));
    }

    @Test
    void aRestartBeginsAnewAndTakesTheIdAlong() {
        ContractWorker worker = worker("order");
        RunSnapshot run = server.start(with(startOf("order"), null, "order-1", null, "[1]"));
        Claim claim = worker.claim(run);
        worker.reportOk(claim.stepCompleted("charge", 1, "1"), claim.runCompleted("true"));

        UUID runId = UuidCreator.getTimeOrderedEpoch();
        RunSnapshot restarted = server.restart(run.runId(), new RestartRun(null, runId));

        assertThat(restarted.runId()).isEqualTo(runId);
        assertThat(restarted.created()).isTrue();
        assertThat(restarted.restartOf()).isEqualTo(run.runId());
        assertThat(restarted.id()).isEqualTo("order-1");
        assertThat(server.restart(run.runId(), new RestartRun(null, runId)).created())
                .isFalse();
        Claim anew = worker.claim(restarted);
        assertThat(anew.run().steps()).isEmpty();
        assertThat(anew.run().input()).hasToString("[1]");
        assertThat(server.start(with(startOf("order"), null, "order-1", null, "[1]"))
                        .runId())
                .isEqualTo(runId);
        RunSnapshot other = start("order");
        refused(ProblemCode.ID_CONFLICT, () -> server.restart(other.runId(), new RestartRun(null, runId)));
    }

    @Test
    void aRestartFromAStepTakesOverWhatWasBeforeIt() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(
                claim.stepCompleted("reserve", 1, "1"),
                claim.stepCompleted("charge", 2, "2"),
                claim.stepCompleted("ship", 3, "3"),
                claim.runCompleted("true"));

        RunSnapshot restarted = server.restart(run.runId(), new RestartRun(StepKey.of("charge", 1)));

        assertThat(worker.claim(restarted).run().steps())
                .extracting(step -> step.step().name())
                .containsExactly("reserve");
        refused(
                ProblemCode.STEP_NOT_FOUND,
                () -> server.restart(run.runId(), new RestartRun(StepKey.of("escalate", 1))));
    }

    @Test
    void aRestartTakesNothingOverFromARunThatIsUndone() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(
                claim.compensable("reserve", 1), claim.stepCompleted("charge", 2, "2"), claim.runFailed("declined"));
        RestartRun fromCharge = new RestartRun(StepKey.of("charge", 1));
        refused(ProblemCode.COMPENSATED, () -> server.restart(run.runId(), fromCharge));

        Claim undoing = worker.claim(run);
        worker.reportOk(undoing.compensated("release", 1), undoing.runCompleted("null"));

        refused(ProblemCode.COMPENSATED, () -> server.restart(run.runId(), fromCharge));
        assertThat(server.restart(run.runId(), new RestartRun(null)).restartOf())
                .isEqualTo(run.runId());
    }
}
