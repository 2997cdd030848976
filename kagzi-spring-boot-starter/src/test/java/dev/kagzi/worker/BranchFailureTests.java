package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.BranchesFailedException;
import dev.kagzi.Retry;
import dev.kagzi.StepFailedException;
import dev.kagzi.WorkflowContext;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a run whose branches fail, or do something else than the history says. */
@Timeout(60)
class BranchFailureTests {

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

    private static int failingFrom(WorkflowContext ctx, int item) {
        return ctx.step("charge").retry(Retry.none()).returns(Integer.class).run(() -> {
            if (item > 1) {
                throw new RunExecutionTests.Declined("item " + item);
            }
            return item;
        });
    }

    @Test
    void failuresComeTogetherInTheOrderOfTheItemsOnceAllBranchesHaveEnded() {
        CountDownLatch laterHasFailed = new CountDownLatch(1);
        FakeRun run = run(ctx -> {
            try {
                ctx.all(
                        "all",
                        () -> {
                            ctx.step("wait", () -> RunExecutionTests.await(laterHasFailed));
                            return failingFrom(ctx, 2);
                        },
                        () -> failingFrom(ctx, 1),
                        () -> {
                            laterHasFailed.countDown();
                            throw new StackOverflowError("of the branch's own");
                        });
                return null;
            } catch (BranchesFailedException e) {
                e.failed()
                        .forEach(branch -> ledger.add(branch.index() + " "
                                + branch.failure().getClass().getSimpleName()));
                return e.getMessage();
            }
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("0 StepFailedException", "2 StackOverflowError");
        assertThat(run.output).asString().contains("2 of 3 branches of 'all' failed, the first one, at index 0");
    }

    @Test
    void failuresAreTheSameOnReplay() {
        FakeRun run = run(ctx -> {
            try {
                ctx.parallel("items", List.of(1, 2, 3), item -> failingFrom(ctx, item));
            } catch (BranchesFailedException e) {
                StepFailedException first =
                        (StepFailedException) e.failed().get(0).failure();
                ledger.add(e.getMessage() + first.is(RunExecutionTests.Declined.class));
            }
            ctx.sleep("1h");
            return null;
        });
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).hasSize(2);
        assertThat(ledger.get(0)).isEqualTo(ledger.get(1)).contains("2 of 3").endsWith("true");
    }

    @Test
    void aRunThatItsBranchesFailNamesTheStepOfTheFirstOne() {
        FakeRun run = run(ctx -> ctx.parallel(
                "items",
                List.of(1, 2, 3),
                item -> ctx.parallel("parts", List.of(1, item), part -> failingFrom(ctx, part))));
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.type()).isEqualTo(BranchesFailedException.class.getName());
        assertThat(run.failure.step()).isEqualTo("items#1/1/parts#1/1/charge");
        assertThat(run.failure.message()).contains("2 of 3 branches of 'items'").contains("item 2");
    }

    @Test
    void aRunNamesTheStepsOfAllBranchesThatFailItAndNotThoseThatWereCaught() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2, 3, 4), item -> {
            if (item < 4) {
                return ctx.parallel("parts", List.of(item, item), part -> failingFrom(ctx, part));
            }
            try {
                return failingFrom(ctx, item);
            } catch (StepFailedException e) {
                return "a gap";
            }
        }));
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.step()).isEqualTo("items#1/1/parts#1/0/charge");
        assertThat(run.failure.otherSteps())
                .containsExactly(
                        "items#1/1/parts#1/1/charge", "items#1/2/parts#1/0/charge", "items#1/2/parts#1/1/charge");
    }

    @Test
    void aBranchWithACheckedExceptionHasFailedWithIt() {
        FakeRun run = run(ctx -> {
            try {
                ctx.all("all", () -> {
                    throw new IOException("broken");
                });
                return null;
            } catch (BranchesFailedException e) {
                return e.getCause().getMessage();
            }
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"broken\"");
    }

    @Test
    void aBranchThatSwallowsItsUnwindingHasNotEnded() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            try {
                ctx.sleep("1h");
            } catch (Throwable e) {
                ctx.step("never", () -> ledger.add("never"));
            }
            return "slept";
        }));
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).isEmpty();
        assertThat(run.output).hasToString("[\"slept\",\"slept\"]");
    }

    @Test
    void anotherNumberOfBranchesIsFoundBeforeAnythingIsExecuted() {
        changed(3, "items", "STEP");
        changed(1, "items", "STEP");
    }

    private void changed(int width, String name, String step) {
        ledger.clear();
        FakeRun run = waiting();
        harness.runs(ctx -> ctx.parallel(name, Collections.nCopies(width, 1), item -> {
            ledger.add("branch");
            return null;
        }));
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).containsExactly("before", "before");
        assertThat(run.failure.type()).isEqualTo(FailureType.HISTORY_MISMATCH.name());
        assertThat(run.failure.message()).contains("'items' at position 1 with 2 branches", "begins " + width);
    }

    @Test
    void anotherNameOfTheBranchesIsFoundBeforeAnythingIsExecuted() {
        FakeRun run = waiting();
        harness.runs(ctx -> ctx.parallel("parts", List.of(1, 2), item -> ledger.add("branch")));
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).containsExactly("before", "before");
        assertThat(run.failure.message()).contains("MARKER 'items'", "MARKER 'parts'");
    }

    @Test
    void anotherCallInOneBranchEndsTheRunAndTheOthersExecuteNothingFurther() {
        FakeRun run = waiting();
        CountDownLatch mismatch = new CountDownLatch(1);
        harness.runs(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            if (item == 1) {
                ctx.step("before", () -> ledger.add("before"));
                RunExecutionTests.awaitUninterruptibly(mismatch);
                ctx.sleep("1h");
                ctx.step("after", () -> ledger.add("after"));
            } else {
                try {
                    ctx.step("other", () -> ledger.add("other"));
                } finally {
                    mismatch.countDown();
                }
            }
            return null;
        }));
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).containsExactly("before", "before");
        assertThat(run.failure.message()).contains("'items#1/1/before'", "'items#1/1/other'");
        assertThat(server.reports(Report.RunFailed.class)).isEmpty();
    }

    @Test
    void aBranchThatReturnsWithHistoryLeftNeedsAttention() {
        FakeRun run = waiting();
        harness.runs(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            if (item == 1) {
                throw new IllegalStateException("too early");
            }
            ctx.step("before", () -> ledger.add("before"));
            ctx.sleep("1h");
            return null;
        }));
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).containsExactly("before", "before");
        assertThat(run.failure.message()).contains("'items#1/0/before'", "too early");
    }

    @Test
    void anotherNumberOfBranchesInsideOfABranchIsAMismatchToo() {
        FakeRun run = run(ctx -> nested(ctx, 2));
        server.await(run, RunStatus.WAITING);
        harness.runs(ctx -> nested(ctx, 3));
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).hasSize(2);
        assertThat(run.failure.message()).contains("'items#1/0/parts' at position 1 with 2 branches");
    }

    private Object nested(WorkflowContext ctx, int width) {
        return ctx.parallel(
                "items",
                List.of(1),
                item -> ctx.parallel("parts", Collections.nCopies(width, 1), part -> {
                    ctx.step("before", () -> ledger.add("before"));
                    ctx.sleep("1h");
                    return null;
                }));
    }

    @Test
    void aRefusedReportOfOneBranchEndsTheRunAndInterruptsTheOthers() {
        CountDownLatch open = new CountDownLatch(1);
        server.judge(report -> report instanceof Report.StepCompleted completed
                        && completed.step().name().equals("large")
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "at most 5 bytes are taken")
                : null);
        FakeRun run = run(ctx -> ctx.all(
                "all",
                () -> {
                    ctx.step("slow", () -> {
                        open.countDown();
                        RunExecutionTests.awaitInterrupt();
                        ledger.add("interrupted");
                    });
                    ctx.step("next", () -> ledger.add("next"));
                    return null;
                },
                () -> {
                    RunExecutionTests.await(open);
                    ctx.step("large", String.class, () -> "123456");
                    ctx.step("next", () -> ledger.add("next"));
                    return null;
                }));
        server.await(run, RunStatus.FAILED);

        assertThat(ledger).containsExactly("interrupted");
        assertThat(run.failure.step()).isEqualTo("all#1/1/large");
        assertThat(run.steps).doesNotContainKey(new StepKey("all#1/0", "slow", 1));
    }

    /** A run with two branches that have each executed a step, and sleep. */
    private FakeRun waiting() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            ctx.step("before", () -> ledger.add("before"));
            ctx.sleep("1h");
            return null;
        }));
        server.await(run, RunStatus.WAITING);
        return run;
    }
}
