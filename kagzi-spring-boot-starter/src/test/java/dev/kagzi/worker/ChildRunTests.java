package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.ChildFailedException;
import dev.kagzi.ChildRun;
import dev.kagzi.NonRetryableException;
import dev.kagzi.TypeRef;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildRunTests {

    private static final StepKey SHIP = StepKey.of("ship", 1);

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final WorkerHarness harness = new WorkerHarness();
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        harness.close();
    }

    private FakeRun run(WorkerHarness.Code code) {
        harness.runs(code).worker.start();
        return harness.start();
    }

    /** Returns when the run waits, held by nobody. */
    private void awaitLetGo(FakeRun run, String child) {
        server.await(() -> server.reports(Report.ChildStarted.class).stream()
                .anyMatch(started -> started.workflow().equals(child)));
        while (!server.awaitBriefly(() -> run.status == RunStatus.WAITING)) {
            harness.clock.advance(Duration.ofMillis(500));
        }
    }

    @Test
    void aChildOfTheSameWorkerGivesItsResult() {
        harness.second.code = ctx -> ctx.step("pack", String.class, () -> "packed in " + ctx.runId());
        FakeRun run = run(ctx -> ctx.call("second", "parcel", String.class));
        server.await(run, RunStatus.COMPLETED);

        Report.ChildStarted started = server.reports(Report.ChildStarted.class).get(0);
        assertThat(started.childRunId()).extracting(UUID::version).isEqualTo(7);
        assertThat(started.input()).isEqualTo(Payload.of("\"parcel\""));
        assertThat(started.inputHash()).isNull();
        assertThat(run.output).hasToString("\"packed in " + started.childRunId() + "\"");
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void aChildIsStartedOnceAndItsResultIsTheSameOnReplay() {
        FakeRun run = run(ctx -> {
            List<Integer> result = ctx.call("ship", 42, new TypeRef<List<Integer>>() {});
            ledger.add("got " + (result.get(0) + 1));
            ctx.sleep("1h");
            return null;
        });
        awaitLetGo(run, "ship");
        server.complete(server.child(run, SHIP), Payload.of("[1]"));
        server.await(() -> ledger.size() == 1 && run.status == RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("got 2", "got 2");
        assertThat(server.reports(Report.ChildStarted.class)).hasSize(1);
    }

    @Test
    void aStartedChildRunsBesideTheStepsOfItsParent() {
        CountDownLatch childHasEnded = new CountDownLatch(1);
        FakeRun run = run(ctx -> {
            ChildRun<String> ship = ctx.start("ship", "parcel", String.class);
            ctx.step("bill", () -> {
                ledger.add("billed");
                RunExecutionTests.await(childHasEnded);
            });
            return ship.result() + ship.result() + ship.runId().length();
        });
        server.await(() -> ledger.size() == 1);
        server.complete(server.child(run, SHIP), Payload.of("\"shipped \""));
        childHasEnded.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"shipped shipped 36\"");
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void aReplayStartsNoChildAgainAndKnowsItByTheSameRunId() {
        FakeRun run = run(ctx -> {
            List<ChildRun<String>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ctx.start("ship", i, String.class));
            }
            children.forEach(child -> ledger.add(child.runId()));
            ctx.sleep("1h");
            StringBuilder all = new StringBuilder();
            children.forEach(child -> all.append(child.result()));
            return all.toString();
        });
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(() -> ledger.size() == 6);
        for (int i = 3; i >= 1; i--) {
            server.complete(server.child(run, StepKey.of("ship", i)), Payload.of("\"" + i + "\""));
        }
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"123\"");
        assertThat(ledger.subList(0, 3)).isEqualTo(ledger.subList(3, 6)).doesNotHaveDuplicates();
        assertThat(server.reports(Report.ChildStarted.class)).hasSize(3);
    }

    @Test
    void aRetryStartsAnotherChildInThePlaceOfTheFailedOneAndExecutesNothingElseAgain() {
        FakeRun run = run(ctx -> {
            ChildRun<String> ship = ctx.start("ship", "parcel", String.class);
            ctx.step("bill", () -> ledger.add("billed"));
            return ship.result();
        });
        server.await(() -> ledger.size() == 1);
        FakeRun failed = server.child(run, SHIP);
        server.fail(failed, Failure.of(FailureType.RUN_TIMEOUT, "late"));
        server.await(run, RunStatus.FAILED);
        server.retry(run);
        server.await(() -> run.steps.containsKey(SHIP));
        server.complete(server.child(run, SHIP), Payload.of("\"shipped\""));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"shipped\"");
        assertThat(ledger).containsExactly("billed");
        assertThat(server.reports(Report.ChildStarted.class)).hasSize(2);
    }

    @Test
    void aFailedChildIsTheSameExceptionNowAndOnReplay() {
        harness.second.code = ctx -> {
            throw new RunExecutionTests.Declined("no stamps");
        };
        FakeRun run = run(ctx -> {
            try {
                ctx.call("second", "parcel", String.class);
            } catch (ChildFailedException e) {
                ledger.add(e.workflow() + e.is(NonRetryableException.class) + e.failureMessage() + e.runId());
            }
            ctx.sleep("1h");
            return null;
        });
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        String child =
                server.reports(Report.ChildStarted.class).get(0).childRunId().toString();
        assertThat(ledger).hasSizeGreaterThan(1).containsOnly("secondtrueno stamps" + child);
    }

    @Test
    void aRunThatItsChildFailsTakesOverTheFailureAndNamesTheStep() {
        FakeRun run = run(ctx -> {
            ctx.call("fine", null, Void.class);
            return ctx.call("ship", "parcel", String.class);
        });
        server.await(() -> server.reports(Report.ChildStarted.class).size() == 1);
        server.complete(server.child(run, StepKey.of("fine", 1)), null);
        server.await(() -> server.reports(Report.ChildStarted.class).size() == 2);
        server.fail(
                server.child(run, SHIP),
                new Failure(
                        "com.x.NoStamps",
                        "no stamps",
                        List.of("com.x.NoStamps", "java.lang.Throwable"),
                        "pay",
                        null,
                        null));
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.type()).isEqualTo("com.x.NoStamps");
        assertThat(run.failure.message()).isEqualTo("no stamps");
        assertThat(run.failure.types()).contains("java.lang.Throwable");
        assertThat(run.failure.step()).isEqualTo("ship");
    }

    @Test
    void aCancelledChildSaysSo() {
        FakeRun run = run(ctx -> {
            try {
                return ctx.call("ship", "parcel", String.class);
            } catch (ChildFailedException e) {
                return e.type();
            }
        });
        server.await(() -> !server.reports(Report.ChildStarted.class).isEmpty());
        server.fail(server.child(run, SHIP), Failure.of(FailureType.RUN_CANCELLED, "by hand"));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"RUN_CANCELLED\"");
    }

    /** With one place for the workflow the child could never run beside its parent. */
    @Test
    void aParentLeavesItsPlaceToItsChildAtOnce() {
        FakeRun run = new FakeRun("second", Payload.of("\"outer\""));
        harness.second.code = ctx ->
                ctx.runId().equals(run.runId.toString()) ? ctx.call("second", "inner", String.class) + "!" : "inner";
        harness.worker.start();
        server.start(run);
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"inner!\"");
        assertThat(run.claim).isEqualTo(2);
    }

    @Test
    void anOversizeInputFailsTheParentAndNamesTheStep() {
        server.judge(report -> report instanceof Report.ChildStarted
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "at most 5 bytes are taken")
                : null);
        FakeRun run = run(ctx -> ctx.call("ship", "123456", String.class));
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.step()).isEqualTo("ship");
        assertThat(run.failure.message()).contains("child 'ship'", "8 bytes", "at most 5 bytes");
        assertThat(run.steps).isEmpty();
    }

    @Test
    void aResultThatDoesNotFitTheCodeNeedsAttention() {
        FakeRun run = run(ctx -> ctx.call("ship", "parcel", Integer.class));
        server.await(() -> !server.reports(Report.ChildStarted.class).isEmpty());
        server.complete(server.child(run, SHIP), Payload.of("\"text\""));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(run.failure.message()).contains("'ship'").contains("Integer");
    }

    @Test
    void anotherWorkflowThanTheRecordedOneIsAMismatch() {
        FakeRun run = run(ctx -> ctx.call("ship", "parcel", String.class));
        awaitLetGo(run, "ship");
        harness.runs(ctx -> ctx.call("fly", "parcel", String.class));
        server.complete(server.child(run, SHIP), Payload.of("\"x\""));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(run.failure.message()).contains("CHILD 'ship'").contains("CHILD 'fly'");
        assertThat(server.reports(Report.ChildStarted.class)).hasSize(1);
    }
}
