package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.NonRetryableException;
import dev.kagzi.NotInRunException;
import dev.kagzi.OpenTransactionException;
import dev.kagzi.Retry;
import dev.kagzi.RetryAfterException;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.TypeRef;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@Timeout(60)
class RunExecutionTests {

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

    private FakeRun completed(WorkerHarness.Code code) {
        FakeRun run = run(code);
        server.await(run, RunStatus.COMPLETED);
        return run;
    }

    @Test
    void completesARunAndReportsTheLastStepTogetherWithTheEnd() {
        FakeRun run = completed(ctx -> ctx.step("greet", String.class, () -> "hello") + "!");

        assertThat(run.output).isEqualTo(Payload.of("\"hello!\""));
        assertThat(server.requests).hasSize(1);
        assertThat(server.requests.get(0))
                .hasExactlyElementsOfTypes(Report.StepCompleted.class, Report.RunCompleted.class);
    }

    @Test
    void waitsForTheRecordBeforeTheNextBodyStarts() {
        completed(ctx -> {
            ctx.step("one", () -> {});
            ctx.step(
                    "two",
                    () -> ledger.add("recorded before: "
                            + server.reports(Report.StepCompleted.class).size()));
            return null;
        });

        assertThat(ledger).containsExactly("recorded before: 1");
    }

    @Test
    void equalNamesInALoopAreDifferentSteps() {
        FakeRun run = completed(ctx -> {
            for (int i = 0; i < 3; i++) {
                int round = i;
                ctx.step("item", () -> ledger.add("item " + round));
            }
            return null;
        });

        assertThat(ledger).containsExactly("item 0", "item 1", "item 2");
        assertThat(run.steps.keySet())
                .containsExactly(StepKey.of("item", 1), StepKey.of("item", 2), StepKey.of("item", 3));
    }

    @Test
    void givesResultsAsJsonGivesThemBack() {
        completed(ctx -> {
            List<Instant> read =
                    ctx.step("times", new TypeRef<List<Instant>>() {}, () -> new ArrayList<>(List.of(Instant.EPOCH)));
            ledger.add(read.get(0).toString());
            return null;
        });

        assertThat(ledger).containsExactly("1970-01-01T00:00:00Z");
    }

    @Test
    void aLongSleepLetsTheRunGoAndReplaysWhatIsRecorded() {
        FakeRun run = run(ctx -> {
            ctx.step("before", () -> ledger.add("before"));
            Instant now = ctx.now();
            UUID id = ctx.randomUuid();
            ctx.sleep("night", "24h");
            ledger.add("replayed " + now.equals(ctx.step("seen", Instant.class, () -> now)) + id.version());
            return null;
        });
        server.await(run, RunStatus.WAITING);
        assertThat(ledger).containsExactly("before");

        harness.idleFor(Duration.ofHours(24).minusMillis(1));
        assertThat(run.status).isEqualTo(RunStatus.WAITING);
        harness.clock.advance(Duration.ofMillis(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("before", "replayed true4");
        assertThat(run.claim).isEqualTo(2);
        assertThat(run.steps.get(StepKey.of("now", 1)).output()).isEqualTo(Payload.of("\"2026-01-01T00:00:00Z\""));
    }

    @Test
    void aShortSleepKeepsTheThread() {
        FakeRun run = run(ctx -> {
            long thread = Thread.currentThread().getId();
            ctx.sleep(Duration.ofMillis(100));
            ledger.add("same " + (thread == Thread.currentThread().getId()));
            return null;
        });
        server.await(() -> server.reports(Report.SleepStarted.class).size() == 1);
        harness.clock.advance(Duration.ofMillis(100));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("same true");
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void aSleepUntilThePastIsRecordedAndDoesNotWait() {
        FakeRun run = completed(ctx -> {
            ctx.sleepUntil("past", Instant.EPOCH);
            return null;
        });

        assertThat(run.steps.get(StepKey.of("past", 1)).status()).isEqualTo(StepStatus.COMPLETED);
    }

    @Test
    void aStepInAFinallyAroundASleepRunsOnceAndAfterIt() {
        FakeRun run = run(ctx -> {
            try {
                ctx.sleep("1h");
                ledger.add("slept");
            } finally {
                ctx.step("clean-up", () -> ledger.add("clean-up"));
            }
            return null;
        });
        server.await(run, RunStatus.WAITING);
        assertThat(ledger).isEmpty();
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("slept", "clean-up");
    }

    @Test
    void aCatchOfThrowableAroundASleepNeitherRunsItsStepNorEndsTheRun() {
        FakeRun run = run(ctx -> {
            try {
                ctx.sleep("1h");
            } catch (Throwable e) {
                ctx.step("never", () -> ledger.add("never"));
            }
            return "done";
        });
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).isEmpty();
    }

    @Test
    void swallowingTheUnwindingDoesNotCompleteTheRun() {
        FakeRun run = run(ctx -> {
            try {
                ctx.sleep("1h");
            } catch (Throwable e) {
                return "swallowed";
            }
            return "slept";
        });
        server.await(run, RunStatus.WAITING);
        assertThat(server.reports(Report.RunCompleted.class)).isEmpty();
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).isEqualTo(Payload.of("\"slept\""));
    }

    @Test
    void aShortRetryKeepsTheThreadAndALongOneLetsTheRunGo() {
        AtomicInteger attempts = new AtomicInteger();
        FakeRun run = run(ctx -> {
            ctx.step("flaky").retry(Retry.linear(4, "1s")).run(() -> {
                ledger.add("attempt " + StepContext.current().attempt());
                int attempt = attempts.incrementAndGet();
                if (attempt == 2) {
                    throw new RetryAfterException("busy", Duration.ofMinutes(5));
                }
                if (attempt < 4) {
                    throw new IllegalStateException("attempt " + attempt);
                }
            });
            return null;
        });
        server.await(() -> server.reports(Report.StepFailed.class).size() == 1);
        harness.clock.advance(Duration.ofMillis(1200));
        server.await(run, RunStatus.WAITING);
        assertThat(server.reports(Report.StepFailed.class).get(1).retryIn()).isEqualTo(Duration.ofMinutes(5));
        harness.idleFor(Duration.ofMinutes(5));
        server.await(() -> server.reports(Report.StepFailed.class).size() == 3);
        harness.clock.advance(Duration.ofMillis(1200));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("attempt 1", "attempt 2", "attempt 3", "attempt 4");
        assertThat(run.claim).isEqualTo(2);
        assertThat(run.steps.get(StepKey.of("flaky", 1)).attempts()).isEqualTo(4);
    }

    @Test
    void aFailedStepIsTheSameExceptionNowAndOnReplay() {
        FakeRun run = run(ctx -> {
            try {
                ctx.step("charge", () -> {
                    ledger.add("charge");
                    throw new Declined("no money");
                });
            } catch (StepFailedException e) {
                ledger.add(e.getMessage() + e.is(Declined.class) + e.is(NonRetryableException.class) + e.attempts());
            }
            ctx.sleep("1h");
            return null;
        });
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).hasSize(3).startsWith("charge");
        assertThat(ledger.get(1)).isEqualTo(ledger.get(2)).contains("no money").endsWith("truetrue1");
    }

    @Test
    void theFailureOfARunNamesTheStepThatEndedIt() {
        FakeRun run = run(ctx -> {
            ctx.step("fine", () -> {});
            try {
                ctx.step("charge", () -> {
                    throw new Declined("no money");
                });
            } catch (StepFailedException e) {
                throw new IllegalStateException("order failed", e);
            }
            return null;
        });
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.type()).isEqualTo(IllegalStateException.class.getName());
        assertThat(run.failure.step()).isEqualTo("charge");
    }

    @Test
    void errorsOfBodiesAreFailuresOfTheAttempt() {
        FakeRun run = run(ctx -> {
            ctx.step("deep").retry(Retry.none()).run(() -> endless(1));
            return null;
        });
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.type()).isEqualTo(StackOverflowError.class.getName());
        assertThat(run.failure.stack()).hasSizeLessThan(17 * 1024);
    }

    @Test
    void aTimedOutAttemptHasFailedWhenItsBodyHasLeftWhateverItReturns() {
        CountDownLatch entered = new CountDownLatch(1);
        FakeRun run = run(ctx -> {
            ctx.step("slow").timeout("20s").retry(Retry.none()).run(() -> {
                entered.countDown();
                awaitInterrupt();
                ledger.add("cancelled " + StepContext.current().isCancelled());
            });
            return null;
        });
        await(entered);
        harness.clock.advance(Duration.ofSeconds(20));
        server.await(run, RunStatus.FAILED);

        assertThat(ledger).containsExactly("cancelled true");
        assertThat(run.failure.type()).isEqualTo(TimeoutException.class.getName());
        assertThat(run.failure.step()).isEqualTo("slow");
    }

    @Test
    void noFurtherAttemptStartsWhileABodyIgnoresItsInterrupt() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        FakeRun run = run(ctx -> {
            ctx.step("stubborn").timeout("5s").retry(Retry.linear(2, "1s")).run(() -> {
                ledger.add("attempt " + StepContext.current().attempt());
                entered.countDown();
                awaitUninterruptibly(leave);
                ledger.add("flag " + Thread.currentThread().isInterrupted());
            });
            return null;
        });
        await(entered);
        harness.clock.advance(Duration.ofSeconds(15));
        assertThat(ledger).containsExactly("attempt 1");
        assertThat(server.reports(Report.StepFailed.class)).isEmpty();
        leave.countDown();
        server.await(() -> server.reports(Report.StepFailed.class).size() == 1);
        harness.clock.advance(Duration.ofMillis(1200));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("attempt 1", "flag true", "attempt 2", "flag false");
    }

    @Test
    void anInterruptOfTheBodysOwnIsAnOrdinaryFailureAndLeavesNoFlag() {
        completed(ctx -> {
            try {
                ctx.step("own").retry(Retry.none()).run(() -> {
                    Thread.currentThread().interrupt();
                    throw new InterruptedException("mine");
                });
            } catch (StepFailedException e) {
                ledger.add(e.type());
            }
            ctx.step("next", () -> ledger.add("flag " + Thread.currentThread().isInterrupted()));
            return null;
        });

        assertThat(ledger).containsExactly(InterruptedException.class.getName(), "flag false");
    }

    @Test
    void theAttemptsOfAStartBeatWhatTheStepSays() {
        harness.runs(ctx -> {
            ctx.step("never").retry(Retry.attempts(5)).run(() -> {
                throw new IllegalStateException("no");
            });
            return null;
        });
        harness.worker.start();
        FakeRun run = new FakeRun("first", Payload.of("\"in\""));
        run.maxAttempts = 1;
        server.start(run);
        server.await(run, RunStatus.FAILED);

        assertThat(run.steps.get(StepKey.of("never", 1)).attempts()).isEqualTo(1);
    }

    @Test
    void aResultThatCannotBeWrittenFailsTheRunForGoodAndNamesTheStep() {
        FakeRun run = run(ctx -> {
            ctx.step("thread", Object.class, () -> {
                ledger.add("body");
                return new Cycle();
            });
            return null;
        });
        server.await(run, RunStatus.FAILED);

        assertThat(ledger).containsExactly("body");
        assertThat(run.failure.step()).isEqualTo("thread");
        assertThat(run.failure.message()).contains("'thread'").contains(Cycle.class.getName());
        assertThat(run.steps).isEmpty();
    }

    @Test
    void anOversizeResultFailsTheRunAndNamesStepSizeAndLimit() {
        server.judge(report -> report instanceof Report.StepCompleted
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "at most 5 bytes are taken")
                : null);
        FakeRun run = run(ctx -> ctx.step("large", String.class, () -> "123456"));
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.step()).isEqualTo("large");
        assertThat(run.failure.type()).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(run.failure.message())
                .contains("'large'")
                .contains("8 bytes")
                .contains("at most 5 bytes");
    }

    @Test
    void aResultBeyondWhatARequestHoldsIsNeverSent() {
        FakeRun run = run(ctx -> ctx.step("huge", String.class, () -> "x".repeat(17 << 20)));
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.message())
                .contains("'huge'")
                .contains(String.valueOf(17 << 20).substring(0, 4));
        assertThat(server.reports(Report.StepCompleted.class)).isEmpty();
    }

    @Test
    void refusedProgressDoesNotTakeItsCompanionsAlong() {
        server.judge(report -> report instanceof Report.Progressed progressed && progressed.progress() != null
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "too large")
                : null);
        FakeRun run = completed(ctx -> {
            ctx.progress("half");
            return "done";
        });

        assertThat(run.output).isEqualTo(Payload.of("\"done\""));
    }

    @Test
    void showsProgressAndTags() {
        FakeRun run = completed(ctx -> {
            ctx.progress(50);
            ctx.tag("region", "eu");
            ctx.progress(60);
            return null;
        });

        assertThat(run.progress).isEqualTo(Payload.of("60"));
        assertThat(run.tags).containsEntry("region", "eu");
    }

    @Test
    void theContextFailsOnOtherThreadsAndInsideBodies() {
        completed(ctx -> {
            CompletableFuture.runAsync(() -> assertThatThrownBy(ctx::now).isInstanceOf(NotInRunException.class))
                    .join();
            ctx.step("body", () -> assertThatThrownBy(() -> ctx.sleep("1s")).isInstanceOf(NotInRunException.class));
            assertThatThrownBy(StepContext::current).isInstanceOf(NotInRunException.class);
            return null;
        });
    }

    @Test
    void anOpenTransactionFailsTheCallAndExecutesNothing() {
        FakeRun run = completed(ctx -> {
            TransactionSynchronizationManager.setActualTransactionActive(true);
            try {
                assertThatThrownBy(() -> ctx.step("pay", () -> ledger.add("pay")))
                        .isInstanceOf(OpenTransactionException.class);
                assertThatThrownBy(() -> ctx.sleep("1h")).isInstanceOf(OpenTransactionException.class);
            } finally {
                TransactionSynchronizationManager.setActualTransactionActive(false);
            }
            return null;
        });

        assertThat(ledger).isEmpty();
        assertThat(run.steps).isEmpty();
    }

    @Test
    void namesTheServerWouldRefuseFailBeforeAnythingIsExecuted() {
        FakeRun run = completed(ctx -> {
            for (String name : List.of("", " ", "a\u0000", "\ud800")) {
                assertThatThrownBy(() -> ctx.step(name, () -> ledger.add("step")))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("name is");
                assertThatThrownBy(() -> ctx.tag(name, "value")).isInstanceOf(IllegalArgumentException.class);
            }
            return null;
        });

        assertThat(ledger).isEmpty();
        assertThat(run.steps).isEmpty();
    }

    @Test
    void aChangedWorkflowNeedsAttentionAndExecutesNothing() {
        FakeRun run = run(ctx -> {
            ctx.step("one", () -> ledger.add("one"));
            ctx.sleep("1h");
            return null;
        });
        server.await(run, RunStatus.WAITING);
        harness.runs(ctx -> {
            ctx.step("zero", () -> ledger.add("zero"));
            ctx.step("one", () -> ledger.add("one again"));
            ctx.sleep("1h");
            return null;
        });
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).containsExactly("one");
        assertThat(run.failure.message()).contains("'one'").contains("'zero'");
    }

    @Test
    void returningWithHistoryLeftNeedsAttention() {
        FakeRun run = run(ctx -> {
            ctx.step("one", () -> {});
            ctx.sleep("1h");
            return null;
        });
        server.await(run, RunStatus.WAITING);
        harness.runs(ctx -> null);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(run.failure.message()).contains("'one'");
    }

    @Test
    void anUnknownVersionNeedsAttentionAndUnreadableInputFails() {
        harness.worker.start();
        FakeRun unknown = new FakeRun("first", Payload.of("\"in\""));
        unknown.version = 7;
        server.start(unknown);
        FakeRun unreadable = server.start("second", "{\"a\":1}");
        server.await(unknown, RunStatus.NEEDS_ATTENTION);
        server.await(unreadable, RunStatus.FAILED);

        assertThat(unknown.failure.message()).contains("version 7").contains("first=[1]");
        assertThat(unreadable.failure.message()).contains("'second'").contains("java.lang.String");
    }

    @Test
    void longHistoriesAreReadToTheirEnd() {
        FakeRun run = new FakeRun("first", Payload.of("\"in\""));
        run.pageSize = 2;
        harness.runs(ctx -> {
            for (int i = 0; i < 7; i++) {
                ctx.step("item", () -> ledger.add("item"));
            }
            ctx.sleep("1h");
            return null;
        });
        harness.worker.start();
        server.start(run);
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).hasSize(7);
    }

    @Test
    void aStartedStepIsShownOnlyWhenItsBodyStaysOpen() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicReference<String> key = new AtomicReference<>();
        FakeRun run = run(ctx -> {
            ctx.step("quick", () -> {});
            ctx.step("slow", () -> {
                key.set(StepContext.current().idempotencyKey());
                entered.countDown();
                awaitUninterruptibly(leave);
            });
            return null;
        });
        await(entered);
        harness.clock.advance(Duration.ofMillis(400));
        server.await(() -> !server.reports(Report.StepStarted.class).isEmpty());
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(server.reports(Report.StepStarted.class))
                .extracting(report -> report.step().name())
                .containsExactly("slow");
        assertThat(key.get()).isEqualTo(run.runId + "/slow#1");
    }

    private static int endless(int depth) {
        return depth < 0 ? 0 : endless(depth + 1) + 1;
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static final class Declined extends NonRetryableException {

        private static final long serialVersionUID = 1L;

        Declined(String message) {
            super(message);
        }
    }

    static final class Cycle {

        public Cycle getSelf() {
            return this;
        }
    }
}
