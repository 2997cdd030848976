package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.test.contract.ContractWorker.Claim;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Children are started once, seen once, and end with their parent when that is cancelled. */
public abstract class ChildContract extends ServerContract {

    private ContractWorker worker;
    private ContractWorker childWorker;

    @BeforeEach
    void startWorkers() {
        worker = worker("order");
        childWorker = worker("ship");
    }

    /** A parent that waits for its child. */
    private Claim waitingParent() {
        Claim parent = worker.claim(start("order"));
        worker.reportOk(parent.childStarted("ship", 1, null), parent.waiting());
        return parent;
    }

    private StepSnapshot step(Claim parent) {
        return run(parent.runId()).steps().get(0);
    }

    private UUID child(Claim parent) {
        return step(parent).childRunId();
    }

    @Test
    void aChildIsStartedOnce() {
        Claim parent = worker.claim(start("order"));
        var started = parent.childStarted("ship", 1, null);
        worker.reportOk(started);
        assertThat(worker.report(started).get(0).repeated()).isTrue();

        Claim child = childWorker.claim();

        assertThat(child.runId()).isEqualTo(child(parent));
        assertThat(child.run().input()).hasToString("2");
        assertThat(run(child.runId()).parentRunId()).isEqualTo(parent.runId());
        assertThat(childWorker.poll(1).runs()).isEmpty();
    }

    @Test
    void whatAChildResultsInWakesItsParent() {
        Claim parent = waitingParent();
        assertThat(run(parent.runId()).waitingFor().kind()).isEqualTo(WaitingFor.Kind.CHILD);

        childWorker.reportOk(childWorker.claim().runCompleted("[7]"));

        assertThat(run(parent.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(worker.claim().run().steps()).singleElement().satisfies(step -> {
            assertThat(step.status()).isEqualTo(StepStatus.COMPLETED);
            assertThat(step.output()).hasToString("[7]");
        });
    }

    @Test
    void theFailureOfAChildIsThatOfItsStep() {
        Claim parent = waitingParent();

        childWorker.reportOk(childWorker.claim().runFailed("no parcel"));

        assertThat(step(parent).status()).isEqualTo(StepStatus.FAILED);
        assertThat(step(parent).failure().message()).isEqualTo("no parcel");
        assertThat(run(parent.runId()).status()).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void aChildThatIsCancelledFailsItsStepAndSaysWhy() {
        Claim parent = waitingParent();

        server.cancel(child(parent), new CancelRun("no parcel", null));
        aMoment();

        assertThat(step(parent).failure().type()).isEqualTo("RUN_CANCELLED");
        assertThat(step(parent).failure().message()).contains("no parcel");
    }

    @Test
    void aWorkerThatKeepsItsRunIsToldTheOutcome() {
        Claim parent = worker.claim(start("order"));
        worker.reportOk(parent.childStarted("ship", 1, null));
        childWorker.reportOk(childWorker.claim().runCompleted("7"));

        assertThat(worker.renew(parent.runId()).resolved())
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.outcome().output()).hasToString("7"));
    }

    @Test
    void aChildMayBeARunThatIsThereAlready() {
        RunSnapshot there = server.start(new StartRun(
                "ship", Payload.of("2"), null, "parcel-1", null, null, null, null, null, null, null, null, null, null));
        childWorker.reportOk(childWorker.claim(there).runCompleted("7"));
        Claim parent = worker.claim(start("order"));

        worker.reportOk(parent.childStarted("ship", 1, "parcel-1"), parent.waiting());
        aMoment();

        assertThat(child(parent)).isEqualTo(there.runId());
        assertThat(step(parent).output()).hasToString("7");
        assertThat(run(parent.runId()).status()).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void twoStepsMayWaitForTheSameChild() {
        Claim parent = worker.claim(start("order"));
        worker.reportOk(parent.childStarted("ship", 1, null));
        UUID childRunId = child(parent);
        childWorker.reportOk(childWorker.claim().runCompleted("7"));
        StepKey second = StepKey.of("ship", 2);

        worker.reportOk(new Report.ChildStarted(
                parent.runId(), parent.token(), second, 2, "ship", Payload.of("2"), null, childRunId, null, null));
        aMoment();

        assertThat(run(parent.runId()).steps())
                .extracting(StepSnapshot::childRunId, StepSnapshot::status)
                .containsOnly(tuple(childRunId, StepStatus.COMPLETED));
    }

    @Test
    void aChildThatCannotBeStartedFailsItsStep() {
        server.start(new StartRun(
                "ship", Payload.of("3"), null, "parcel-1", null, null, null, null, null, null, null, null, null, null));
        Claim conflict = worker.claim(start("order"));
        worker.reportOk(conflict.childStarted("ship", 1, "parcel-1"), conflict.waiting());
        assertThat(step(conflict).failure().type()).isEqualTo("ID_CONFLICT");
        assertThat(step(conflict).failure().message())
                .endsWith("Nothing was started. Use another one, or repeat the same request.");
        assertThat(run(conflict.runId()).status()).isEqualTo(RunStatus.PENDING);
        worker.reportOk(worker.claim().runCompleted("true"));

        Claim unknown = worker.claim(start("order"));
        worker.reportOk(unknown.childStarted("nobody", 1, null), unknown.waiting());
        assertThat(step(unknown).failure().type()).isEqualTo("WORKFLOW_UNKNOWN");
        assertThat(child(unknown)).isNull();
    }

    @Test
    void cancellingARunCancelsItsChildrenAndTheirs() {
        Claim parent = waitingParent();
        Claim child = childWorker.claim();
        childWorker.reportOk(child.childStarted("ship", 1, null));
        Claim grandchild = childWorker.claim();

        server.cancel(parent.runId(), new CancelRun(null, null));

        assertThat(run(child.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run(grandchild.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(childWorker.poll(0).cancel()).hasSize(2);
    }

    @Test
    void aChildThatCanBeUndoneIsUndoneUnlessByForce() {
        Claim parent = waitingParent();
        Claim child = childWorker.claim();
        childWorker.reportOk(child.compensable("pack", 1));

        server.cancel(parent.runId(), new CancelRun(null, null));
        assertThat(run(child.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(run(child.runId()).ending()).isEqualTo(RunStatus.CANCELLED);

        Claim otherParent = waitingParent();
        UUID other = child(otherParent);
        Claim undone = childWorker.claim();
        childWorker.reportOk(undone.runCompleted("null"));
        Claim otherChild = childWorker.claim();
        assertThat(otherChild.runId()).isEqualTo(other);
        childWorker.reportOk(otherChild.compensable("pack", 1));
        server.cancel(otherParent.runId(), new CancelRun(null, true));
        assertThat(run(other).status()).isEqualTo(RunStatus.CANCELLED);
    }
}
