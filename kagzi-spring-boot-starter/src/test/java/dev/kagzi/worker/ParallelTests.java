package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.ChildRun;
import dev.kagzi.NotInRunException;
import dev.kagzi.OpenTransactionException;
import dev.kagzi.Retry;
import dev.kagzi.RetryAfterException;
import dev.kagzi.StepContext;
import dev.kagzi.WorkflowContext;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@Timeout(60)
class ParallelTests {

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final List<String> passes = new CopyOnWriteArrayList<>();
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

    private FakeRun completed(WorkerHarness.Code code) {
        FakeRun run = run(code);
        server.await(run, RunStatus.COMPLETED);
        return run;
    }

    private static StepKey key(String branch, String name) {
        return new StepKey(branch, name, 1);
    }

    @Test
    void branchesRunAtTheSameTimeAndGiveTheirResultsInTheOrderOfTheItems() {
        List<CountDownLatch> left =
                IntStream.range(0, 4).mapToObj(i -> new CountDownLatch(1)).toList();
        left.get(3).countDown();
        FakeRun run = completed(ctx -> ctx.parallel("items", List.of(0, 1, 2), item -> {
            String result = ctx.step("work", String.class, () -> {
                RunExecutionTests.await(left.get(item + 1));
                return "item " + item;
            });
            left.get(item).countDown();
            return result;
        }));

        assertThat(run.output).hasToString("[\"item 0\",\"item 1\",\"item 2\"]");
        assertThat(run.steps.get(StepKey.of("items", 1)).kind()).isEqualTo(StepKind.MARKER);
        assertThat(run.steps.get(StepKey.of("items", 1)).output()).hasToString("3");
        assertThat(run.steps.keySet())
                .contains(key("items#1/0", "work"), key("items#1/1", "work"), key("items#1/2", "work"));
    }

    @Test
    void branchesThatDoDifferentThingsGiveTheirResultsInTheirOrder() {
        FakeRun run = completed(
                ctx -> ctx.all("both", () -> ctx.step("one", Integer.class, () -> 1), () -> null, () -> "three"));

        assertThat(run.output).hasToString("[1,null,\"three\"]");
    }

    @Test
    void noItemsAreNoBranchesAndRecordedAsSuch() {
        FakeRun run = completed(ctx -> {
            List<Integer> none = ctx.parallel("items", List.<Integer>of(), item -> item);
            return none.size() + ctx.all("all").size();
        });

        assertThat(run.output).hasToString("0");
        assertThat(run.steps.get(StepKey.of("items", 1)).output()).hasToString("0");
        assertThat(run.steps.get(StepKey.of("all", 1)).output()).hasToString("0");
    }

    @Test
    void theNumberOfBranchesIsDurableBeforeTheFirstBodyStarts() {
        completed(ctx -> ctx.parallel(
                "items",
                List.of(1, 2),
                item -> ctx.step(
                        "work",
                        Boolean.class,
                        () -> ledger.add("recorded: "
                                + server.reports(Report.StepCompleted.class)
                                        .get(0)
                                        .kind()))));

        assertThat(ledger).containsExactly("recorded: MARKER", "recorded: MARKER");
    }

    @Test
    void equalNamesAreToldApartByBranchAndOccurrence() {
        FakeRun run = completed(ctx -> {
            for (int round = 0; round < 2; round++) {
                ctx.parallel("items", List.of("a", "b"), item -> {
                    ctx.step("work", () -> ledger.add(StepContext.current().idempotencyKey()));
                    ctx.step("work", () -> ledger.add(StepContext.current().idempotencyKey()));
                    return ctx.parallel("parts", List.of(1), part -> {
                        ctx.step("work", () -> ledger.add(StepContext.current().idempotencyKey()));
                        return part;
                    });
                });
            }
            return null;
        });

        List<String> expected = new ArrayList<>();
        for (String branch : List.of("items#1/0", "items#1/1", "items#2/0", "items#2/1")) {
            expected.add(run.runId + "/" + branch + "/work#1");
            expected.add(run.runId + "/" + branch + "/work#2");
            expected.add(run.runId + "/" + branch + "/parts#1/0/work#1");
        }
        assertThat(ledger).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(run.steps.get(key("items#2/1", "parts")).position()).isEqualTo(3);
    }

    @Test
    void aBranchThatWaitsLeavesAloneAndIsReplayedAlone() {
        CountDownLatch leave = new CountDownLatch(1);
        FakeRun run = run(ctx -> {
            passes.add("top");
            ctx.all(
                    "both",
                    () -> {
                        passes.add("waiting");
                        String before = ctx.step("before", String.class, () -> "before");
                        ctx.sleep("1s");
                        return ctx.step("after", Boolean.class, () -> ledger.add(before + " and after"));
                    },
                    () -> {
                        passes.add("working");
                        ctx.step("work", () -> RunExecutionTests.await(leave));
                        return null;
                    });
            return null;
        });
        server.await(() -> !server.reports(Report.SleepStarted.class).isEmpty());
        harness.clock.advance(Duration.ofSeconds(1));
        server.await(() -> ledger.size() == 1);
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("before and after");
        assertThat(passes).containsExactlyInAnyOrder("top", "waiting", "working", "waiting");
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void anOutcomeThatComesWhileTheCodeIsStillLeavingIsNotLost() {
        CountDownLatch leaving = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        FakeRun run = run(ctx -> ctx.all("one", () -> {
            try {
                ctx.sleep("1s");
            } finally {
                leaving.countDown();
                RunExecutionTests.awaitUninterruptibly(leave);
            }
            return "slept";
        }));
        RunExecutionTests.await(leaving);
        server.await(() -> !server.reports(Report.SleepStarted.class).isEmpty());
        HeldHistory history = harness.worker.held().all().get(0).history();
        harness.clock.advance(Duration.ofSeconds(1));
        server.await(() -> history.resolved(key("one#1/0", "sleep")) != null);
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[\"slept\"]");
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void aRunOfWhichAllIsWaitingIsLetGoAtOnce() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2, 3), item -> {
            ctx.step("before", () -> ledger.add("before " + item));
            ctx.sleep(Duration.ofHours(item));
            return ctx.step("after", Integer.class, () -> {
                ledger.add("after " + item);
                return item * 10;
            });
        }));
        server.await(run, RunStatus.WAITING);
        assertThat(ledger).containsExactlyInAnyOrder("before 1", "before 2", "before 3");
        for (int hour = 1; hour <= 3; hour++) {
            int bodies = 3 + hour;
            harness.idleFor(Duration.ofHours(1));
            server.await(() -> ledger.size() == bodies && run.status != RunStatus.RUNNING);
        }
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).endsWith("after 1", "after 2", "after 3").hasSize(6);
        assertThat(run.output).hasToString("[10,20,30]");
    }

    @Test
    void aRunOfWhichAllWaitsShortlyKeepsItsPlace() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            ctx.sleep("1500ms");
            return item;
        }));
        server.await(() -> server.reports(Report.SleepStarted.class).size() == 2);
        harness.clock.advance(Duration.ofMillis(1500));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void anOutcomeThatIsToldAgainChangesNothing() {
        CountDownLatch leave = new CountDownLatch(1);
        FakeRun run = run(ctx -> ctx.all(
                "both",
                () -> {
                    passes.add("waiting");
                    ctx.sleep("1s");
                    return ctx.waitForEvent("go", null, "1d", String.class).orElse("none");
                },
                () -> ctx.step("work", Boolean.class, () -> {
                    RunExecutionTests.await(leave);
                    return true;
                })));
        server.await(() -> !server.reports(Report.SleepStarted.class).isEmpty());
        harness.clock.advance(Duration.ofSeconds(1));
        server.await(() -> !server.reports(Report.WaitStarted.class).isEmpty());
        server.tellAgain(run, key("both#1/0", "sleep"));
        server.await(server::isPolled);
        server.emit("go", null, "\"gone\"");
        server.await(() -> passes.size() == 3);
        server.tellAgain(run, key("both#1/0", "go"));
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[\"gone\",true]");
        assertThat(passes).hasSize(3);
    }

    @Test
    void aRetryPauseFreesTheThreadOfItsBranchAndItsAttemptsGoOn() {
        FakeRun run = run(ctx -> ctx.parallel(
                "items",
                List.of(1, 2),
                item -> ctx.step("flaky")
                        .retry(Retry.linear(4, "1s"))
                        .returns(Integer.class)
                        .run(() -> {
                            int attempt = StepContext.current().attempt();
                            ledger.add("attempt " + attempt);
                            if (attempt == 1) {
                                throw new IllegalStateException("soon");
                            }
                            if (attempt == 2) {
                                throw new RetryAfterException("late", Duration.ofHours(1));
                            }
                            return attempt;
                        })));
        server.await(() -> server.reports(Report.StepFailed.class).size() == 2);
        harness.clock.advance(Duration.ofMillis(1200));
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[3,3]");
        assertThat(ledger).hasSize(6);
        assertThat(run.steps.get(key("items#1/1", "flaky")).attempts()).isEqualTo(3);
    }

    /** Each of them waits, so that the outer branch is executed anew again and again. */
    @Test
    void branchesInsideOfBranchesOneAfterTheOtherExecuteEachBodyOnce() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            passes.add("outer");
            int sum = 0;
            for (int round = 1; round <= 8; round++) {
                int factor = round;
                List<Integer> parts = ctx.parallel("parts", List.of(1, 10), part -> {
                    ctx.step("before", () -> ledger.add("before"));
                    ctx.sleep("100ms");
                    return ctx.step("work", Integer.class, () -> {
                        ledger.add("work");
                        return item * factor * part;
                    });
                });
                sum += parts.stream().mapToInt(Integer::intValue).sum();
                parts.stream().forEach(part -> assertThat(part % item).isZero());
            }
            return sum;
        }));
        advanceUntilCompleted(run);

        assertThat(run.output).hasToString("[396,792]");
        assertThat(ledger).hasSize(64);
        assertThat(passes).hasSize(18);
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void whatAPassMakesOfResultsOfBranchesInsideIsNotSeenByTheNext() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1), item -> {
            List<String> seen = ctx.parallel("parts", List.of(1), part -> new ArrayList<>(List.of("part")))
                    .get(0);
            ctx.sleep("100ms");
            seen.add("changed");
            ctx.sleep("100ms");
            return seen.size();
        }));
        advanceUntilCompleted(run);

        assertThat(run.output).hasToString("[2]");
    }

    @Test
    void fiveLevelsWorkAndTheSixthFailsTheCall() {
        FakeRun run = run(ctx -> nested(ctx, 1));
        advanceUntilCompleted(run);

        assertThat(run.output).asString().contains("at most 5 levels").startsWith("[[[[[");
        assertThat(run.steps).containsKey(key("level#1/0/level#1/0/level#1/0/level#1/0/level#1/0", "deepest"));
        assertThat(ledger).containsExactly("deepest");
    }

    private Object nested(WorkflowContext ctx, int level) {
        if (level == 6) {
            ctx.sleep("100ms");
            ctx.step("deepest", () -> ledger.add("deepest"));
        }
        try {
            return ctx.parallel("level", List.of(level), item -> nested(ctx, level + 1));
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Test
    void tenThousandBranchesWorkAndOneMoreFailsTheCall() {
        FakeRun run = completed(ctx -> {
            assertThatThrownBy(() -> ctx.parallel("items", Collections.nCopies(10_001, 1), item -> item))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("10001 branches; at most 10000");
            return ctx.parallel("items", Collections.nCopies(10_000, 1), item -> item)
                    .size();
        });

        assertThat(run.output).hasToString("10000");
        assertThat(run.steps).hasSize(1);
    }

    @Test
    void namesThatWouldBlurPlacesFailTheCall() {
        FakeRun run = completed(ctx -> {
            for (String name : List.of("a/b", "a#1", "", " ")) {
                assertThatThrownBy(() -> ctx.all(name, () -> 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("name is");
            }
            return null;
        });

        assertThat(run.steps).isEmpty();
    }

    @Test
    void recordedValuesEventsAndChildrenBelongToTheirBranch() {
        harness.second.code = ctx -> "child";
        server.emit("go", "1", "\"first\"");
        server.emit("go", "2", "\"second\"");
        FakeRun run = completed(ctx -> ctx.parallel("items", List.of("1", "2"), item -> {
            String id = ctx.randomUuid().toString();
            String event = ctx.waitForEvent("go", item, "1d", String.class).orElseThrow();
            ctx.emit("done", item, item);
            String child = ctx.call("second", item, String.class);
            return event + child + id.equals(ctx.step("same", String.class, () -> id));
        }));

        assertThat(run.output).hasToString("[\"firstchildtrue\",\"secondchildtrue\"]");
        assertThat(server.reports(Report.EventEmitted.class)).hasSize(2);
        assertThat(run.steps).hasSize(1 + 2 * 5);
    }

    @Test
    void anOutcomeThatOvertakesItsClaimOnTheWayIsNotLost() {
        CountDownLatch leave = new CountDownLatch(1);
        harness.second.code = ctx -> {
            RunExecutionTests.await(leave);
            return null;
        };
        FakeRun run = run(ctx -> ctx.parallel(
                "items",
                List.of("1", "2"),
                item -> ctx.waitForEvent("go", item, "1d", String.class).orElseThrow()));
        server.await(() -> server.reports(Report.WaitStarted.class).size() == 2);
        while (!server.awaitBriefly(() -> run.status == RunStatus.WAITING)) {
            harness.clock.advance(Duration.ofMillis(500));
        }
        server.await(server.start("second", "1"), RunStatus.RUNNING);
        server.await(server::isPolled);

        server.holdPolls(true);
        server.emit("go", "1", "\"first\"");
        server.await(run, RunStatus.RUNNING);
        // A place that the open poll did not offer: a second one goes beside it, and is answered while that one's
        // answer is on the wire.
        leave.countDown();
        server.await(server::isPolled);
        int polls = server.polls().size();
        server.emit("go", "2", "\"second\"");
        server.await(() -> server.polls().size() > polls);
        server.holdPolls(false);
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[\"first\",\"second\"]");
    }

    @Test
    void theResultOfAChildMayBeAskedForOutsideOfTheBranchThatStartedIt() {
        FakeRun run = run(ctx -> {
            List<ChildRun<String>> children =
                    ctx.parallel("start", List.of(1, 2), item -> ctx.start("ship", item, String.class));
            List<String> first = ctx.parallel("ask", children, ChildRun::result);
            return first.equals(children.stream().map(ChildRun::result).toList()) ? first : null;
        });
        server.await(() ->
                run.steps.containsKey(key("start#1/0", "ship")) && run.steps.containsKey(key("start#1/1", "ship")));
        server.complete(server.child(run, key("start#1/1", "ship")), Payload.of("\"b\""));
        server.complete(server.child(run, key("start#1/0", "ship")), Payload.of("\"a\""));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("[\"a\",\"b\"]");
    }

    @Test
    void theContextBelongsToTheThreadsOfBranchesToo() {
        completed(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            CompletableFuture.runAsync(() -> assertThatThrownBy(ctx::now).isInstanceOf(NotInRunException.class))
                    .join();
            ctx.step(
                    "body",
                    () -> assertThatThrownBy(() -> ctx.all("inside", () -> 1)).isInstanceOf(NotInRunException.class));
            return null;
        }));
    }

    @Test
    void anOpenTransactionFailsTheCallAndBeginsNoBranch() {
        FakeRun run = completed(ctx -> {
            TransactionSynchronizationManager.setActualTransactionActive(true);
            try {
                assertThatThrownBy(() -> ctx.all("items", () -> ledger.add("branch")))
                        .isInstanceOf(OpenTransactionException.class);
                assertThatThrownBy(() -> ctx.emit("e", "k", 1)).isInstanceOf(OpenTransactionException.class);
                assertThatThrownBy(() -> ctx.waitForEvent("e", "k", "1s", String.class))
                        .isInstanceOf(OpenTransactionException.class);
                assertThatThrownBy(() -> ctx.start("ship", 1, String.class))
                        .isInstanceOf(OpenTransactionException.class);
            } finally {
                TransactionSynchronizationManager.setActualTransactionActive(false);
            }
            return null;
        });

        assertThat(ledger).isEmpty();
        assertThat(run.steps).isEmpty();
    }

    @Test
    void theThreadOfABranchLogsWithTheRunAndLeavesNothingBehind() {
        FakeRun run = completed(ctx -> ctx.parallel("items", Arrays.asList(null, "x"), item -> {
            ctx.step("work", () -> ledger.add("in " + MDC.get("kagzi.run") + MDC.get("kagzi.step")));
            ledger.add("out " + MDC.get("kagzi.run") + MDC.get("kagzi.step"));
            return item;
        }));

        assertThat(ledger)
                .containsExactlyInAnyOrder(
                        "in " + run.runId + "work",
                        "in " + run.runId + "work",
                        "out " + run.runId + "null",
                        "out " + run.runId + "null");
    }

    /** Others never cease to report while the slow one waits for its own outcomes to be recorded. */
    @Test
    void aSlowBranchDoesNotStarve() {
        AtomicInteger slow = new AtomicInteger();
        completed(ctx -> ctx.parallel("items", List.of(0, 1, 2, 3), item -> {
            while (slow.get() < 50) {
                if (item == 0) {
                    ctx.step("slow", slow::incrementAndGet);
                } else {
                    ctx.randomUuid();
                }
            }
            return null;
        }));

        assertThat(slow).hasValue(50);
    }

    private void advanceUntilCompleted(FakeRun run) {
        for (int i = 0; i < 2000 && !server.awaitBriefly(() -> run.status == RunStatus.COMPLETED); i++) {
            harness.clock.advance(Duration.ofMillis(50));
        }
        assertThat(run.status).as("status, with failure " + run.failure).isEqualTo(RunStatus.COMPLETED);
    }
}
