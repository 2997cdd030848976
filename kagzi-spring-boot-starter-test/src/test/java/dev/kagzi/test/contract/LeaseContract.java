package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.test.contract.ContractWorker.Claim;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A claim holds for a lease, and workers are told what they do not know of their runs. */
public abstract class LeaseContract extends ServerContract {

    private static List<UUID> ids(PollAnswer answer) {
        return answer.runs().stream().map(ClaimedRun::runId).toList();
    }

    private void untilTheLeaseIsOver() {
        server.passTime(Duration.ofSeconds(31));
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
    void aWorkerThatPollsOnHasHeardOfTheEndOfItsClaim() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        EndedClaim ended = new EndedClaim(run.runId(), worker.claim(run).run().claim());
        server.cancel(run.runId(), new CancelRun(null, null));

        assertThat(worker.poll(0).cancel()).containsExactly(ended);
        assertThat(worker.poll(0).cancel()).containsExactly(ended);
        assertThat(worker.pollAgain(0).cancel()).containsExactly(ended);
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
    void aRenewalTellsOutcomesOfTheRunsItLists() {
        ContractWorker worker = worker("order");
        Claim claim = worker.claim(start("order"));
        worker.reportOk(claim.sleepStarted("nap", 1, Duration.ofSeconds(5)));
        server.passTime(Duration.ofSeconds(6));

        assertThat(server.renew(worker.workerId(), new Renew(List.of(), 0)).resolved())
                .isEmpty();

        assertThat(worker.renew(claim.runId()).resolved()).hasSize(1);
        assertThat(worker.poll(0).resolved()).hasSize(1);
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
}
