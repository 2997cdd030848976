package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.WorkflowContext;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drains, crashes, cancels and lost leases while branches are in the middle of their work. */
@Timeout(60)
class BranchFaultTests {

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final CountDownLatch leave = new CountDownLatch(1);
    private final WorkerHarness harness = new WorkerHarness();
    private final FakeServer server = harness.server;
    private WorkerHarness successor;

    @AfterEach
    void close() {
        leave.countDown();
        harness.close();
        if (successor != null) {
            successor.close();
        }
    }

    private FakeRun run(WorkerHarness.Code code) {
        harness.runs(code).worker.start();
        return harness.start();
    }

    private boolean has(FakeRun run, String branch, String step) {
        return run.steps.containsKey(new StepKey(branch, step, 1));
    }

    /** The second branch is in a body when the first, third and fourth have each ended one. */
    private Object inTheMiddle(WorkflowContext ctx) {
        return ctx.parallel("items", List.of(0, 1, 2, 3), item -> {
            ctx.step("one", () -> {
                ledger.add("one " + item);
                if (item == 1) {
                    RunExecutionTests.awaitUninterruptibly(leave);
                }
            });
            if (item == 2) {
                ctx.sleep("10s");
            }
            if (item == 3) {
                ctx.waitForEvent("go", null, "1d", String.class);
            }
            return ctx.step("two", Integer.class, () -> {
                ledger.add("two " + item);
                return item;
            });
        });
    }

    private FakeRun interruptedInTheMiddle() {
        FakeRun run = run(this::inTheMiddle);
        advanceUntil(
                () -> has(run, "items#1/0", "two") && has(run, "items#1/2", "sleep") && has(run, "items#1/3", "go"));
        return run;
    }

    @Test
    void aDrainLetsOpenBodiesEndBeginsNothingFurtherAndReleasesTheRun() throws InterruptedException {
        FakeRun run = interruptedInTheMiddle();
        Thread drain = new Thread(harness::drain);
        drain.start();
        harness.clock.awaitTimer(WorkerHarness.DRAIN_TIMEOUT);
        leave.countDown();
        drain.join(20_000);

        assertThat(drain.isAlive()).isFalse();
        assertThat(ledger).containsExactlyInAnyOrder("one 0", "one 1", "one 2", "one 3", "two 0");
        assertThat(has(run, "items#1/1", "one")).isTrue();
        assertThat(run.status).isEqualTo(RunStatus.PENDING);
        assertThat(server.reports(Report.Released.class)).hasSize(1);
        takenOver(run);
    }

    @Test
    void aBranchThatStopsForADrainDoesNotInterruptTheBodiesOfOthers() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(2);
        CountDownLatch draining = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        FakeRun run = run(ctx -> ctx.all(
                "both",
                () -> {
                    ctx.step("body", () -> {
                        open.countDown();
                        RunExecutionTests.awaitUninterruptibly(leave);
                        ledger.add("interrupted " + Thread.interrupted());
                    });
                    return null;
                },
                () -> {
                    open.countDown();
                    RunExecutionTests.await(draining);
                    try {
                        ctx.step("next", () -> ledger.add("next"));
                    } finally {
                        stopped.countDown();
                    }
                    return null;
                }));
        RunExecutionTests.await(open);
        Thread drain = new Thread(harness::drain);
        drain.start();
        harness.clock.awaitTimer(WorkerHarness.DRAIN_TIMEOUT);
        draining.countDown();
        RunExecutionTests.await(stopped);
        leave.countDown();
        drain.join(20_000);

        assertThat(drain.isAlive()).isFalse();
        assertThat(ledger).containsExactly("interrupted false");
        assertThat(has(run, "both#1/0", "body")).isTrue();
        assertThat(run.status).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void aDrainOfARunOfWhichAllWaitsLetsItGo() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            ctx.sleep("1s");
            return item;
        }));
        server.await(() -> server.reports(Report.SleepStarted.class).size() == 2);
        harness.drain();

        assertThat(run.status).isEqualTo(RunStatus.WAITING);
        assertThat(server.reports(Report.Released.class)).isEmpty();
    }

    @Test
    void afterACrashAnotherWorkerGoesOnAndExecutesNoRecordedBodyAgain() {
        FakeRun run = interruptedInTheMiddle();
        Thread leaving = new Thread(() -> {
            while (harness.worker.held().all().size() > 0) {
                Thread.onSpinWait();
            }
            leave.countDown();
        });
        leaving.start();
        harness.crash();
        server.expire(run);
        assertThat(ledger).contains("one 1").doesNotContain("two 1");
        ledger.remove("one 1");
        takenOver(run);
    }

    private void takenOver(FakeRun run) {
        successor = harness.successor();
        server.emit("go", null, "1");
        advanceUntil(() -> run.status == RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[0,1,2,3]");
        assertThat(ledger)
                .containsExactlyInAnyOrder("one 0", "one 1", "one 2", "one 3", "two 0", "two 1", "two 2", "two 3");
    }

    @Test
    void aLostLeaseEndsAllBranchesAndNothingIsReportedAnyMore() {
        FakeRun run = interruptedInTheMiddle();
        server.expire(run);
        int steps = run.steps.size();
        server.down(true);
        harness.clock.advance(FakeServer.LEASE.plusSeconds(1));
        leave.countDown();
        harness.crash();

        assertThat(run.steps).hasSize(steps);
        assertThat(ledger).doesNotContain("two 1", "two 2", "two 3");
    }

    @Test
    void aCancelInterruptsTheBodiesOfAllBranches() {
        CountDownLatch open = new CountDownLatch(3);
        FakeRun run = run(ctx -> {
            try {
                return ctx.parallel("items", List.of(1, 2, 3), item -> {
                    ctx.step("body", () -> {
                        open.countDown();
                        RunExecutionTests.awaitInterrupt();
                        ledger.add("interrupted " + Thread.currentThread().isInterrupted());
                    });
                    ctx.step("next", () -> ledger.add("next"));
                    return item;
                });
            } finally {
                ledger.add("unwound");
            }
        });
        RunExecutionTests.await(open);
        server.cancel(run);
        harness.drain();

        assertThat(ledger).containsExactly("interrupted true", "interrupted true", "interrupted true", "unwound");
        assertThat(run.steps).hasSize(1);
        assertThat(run.status).isEqualTo(RunStatus.CANCELLED);
    }

    /** Otherwise another worker could execute a body while it is still open here. */
    @Test
    void theRunIsReleasedOnlyWhenTheCodeOfAllBranchesHasLeft() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(2);
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            ctx.step("stubborn", () -> {
                open.countDown();
                if (item == 1) {
                    RunExecutionTests.awaitInterrupt();
                } else {
                    RunExecutionTests.awaitUninterruptibly(leave);
                }
            });
            return item;
        }));
        RunExecutionTests.await(open);
        HeldRun held = harness.worker.held().all().get(0);
        Thread drain = new Thread(harness::drain);
        drain.start();
        harness.clock.awaitTimer(WorkerHarness.DRAIN_TIMEOUT);
        harness.clock.advance(WorkerHarness.DRAIN_TIMEOUT);
        while (!held.hasEnded()) {
            Thread.onSpinWait();
        }
        assertThat(run.status).isEqualTo(RunStatus.RUNNING);
        leave.countDown();
        drain.join(20_000);

        assertThat(drain.isAlive()).isFalse();
        assertThat(run.status).isEqualTo(RunStatus.PENDING);
        assertThat(run.steps).hasSize(1);
    }

    @Test
    void repliesThatGetLostCostNothing() {
        server.loseReplies(3);
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2, 3, 4), item -> {
            ctx.step("one", () -> ledger.add("one"));
            ctx.sleep("100ms");
            ctx.step("two", () -> ledger.add("two"));
            return item;
        }));
        advanceUntil(() -> run.status == RunStatus.COMPLETED);

        assertThat(ledger).hasSize(8);
        assertThat(run.claim).isEqualTo(1);
    }

    private void advanceUntil(BooleanSupplier state) {
        for (int i = 0; i < 4000 && !server.awaitBriefly(state); i++) {
            harness.clock.advance(Duration.ofMillis(50));
        }
        assertThat(state.getAsBoolean()).isTrue();
    }
}
