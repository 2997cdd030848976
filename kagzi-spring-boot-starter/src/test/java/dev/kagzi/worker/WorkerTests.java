package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.StepContext;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.worker.WorkerStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerTests {

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final WorkerHarness harness = new WorkerHarness();
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        leave.countDown();
        harness.close();
    }

    private FakeRun runWithOpenBody() {
        harness.worker.start();
        return startWithOpenBody();
    }

    private FakeRun startWithOpenBody() {
        harness.runs(ctx -> {
            ctx.step("body", () -> {
                ledger.add("entered by attempt " + StepContext.current().attempt());
                entered.countDown();
                RunExecutionTests.awaitUninterruptibly(leave);
                ledger.add("interrupted " + Thread.interrupted());
            });
            ctx.step("next", () -> ledger.add("next"));
            return null;
        });
        FakeRun run = harness.start();
        RunExecutionTests.await(entered);
        return run;
    }

    private Thread drainInBackground() {
        Thread drain = new Thread(harness::drain);
        drain.start();
        return drain;
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void takesRunsOfAllItsWorkflowsWithinTheirOwnBounds() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        harness.second.code = ctx -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            ctx.step("work", () -> {});
            atOnce.decrementAndGet();
            return null;
        };
        List<FakeRun> runs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            runs.add(server.start("second", "\"in\""));
            runs.add(server.start("first", "\"in\""));
        }
        harness.worker.start();
        runs.forEach(run -> server.await(run, RunStatus.COMPLETED));

        assertThat(most).hasValue(1);
    }

    @Test
    void keepsOnePollOpenAndSendsANewerOneForASlotThatIsFreeAgain() {
        AtomicInteger open = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4);
        harness.runs(ctx -> {
            ctx.step("hold", () -> {
                open.incrementAndGet();
                all.countDown();
                RunExecutionTests.awaitUninterruptibly(leave);
            });
            return null;
        });
        harness.worker.start();
        for (int i = 0; i < 6; i++) {
            harness.start();
        }
        RunExecutionTests.await(all);
        server.await(() -> !server.polls().isEmpty()
                && server.polls().get(server.polls().size() - 1).free() == 0);
        assertThat(open).hasValue(4);
        leave.countDown();
        server.await(() -> open.get() == 6);

        // Sent by a thread each, they may overtake one another on the way.
        assertThat(server.polls()).extracting(Poll::requestId).doesNotHaveDuplicates();
    }

    @Test
    void aPollWhoseReplyIsLostIsAskedAgainUnderItsNumberSoThatTheSameRunsCome() {
        server.losePolls(1);
        harness.worker.start();
        FakeRun run = harness.start();
        server.await(() -> server.polls().size() == 1 && run.status == RunStatus.RUNNING);
        advanceUntil(() -> server.polls().size() >= 2);
        server.await(run, RunStatus.COMPLETED);

        assertThat(server.polls().get(0).requestId())
                .isEqualTo(server.polls().get(1).requestId());
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void anAnswerThatArrivesAfterItsLeaseStartsNothing() {
        server.holdPolls(true);
        harness.runs(ctx -> {
            ctx.step("once", () -> ledger.add("once"));
            return null;
        });
        harness.worker.start();
        FakeRun run = harness.start();
        server.await(() -> run.status == RunStatus.RUNNING);
        harness.clock.advance(FakeServer.LEASE);
        server.holdPolls(false);
        server.await(() -> server.polls().size() == 2);
        assertThat(ledger).isEmpty();
        server.expire(run);
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("once");
        assertThat(run.claim).isEqualTo(2);
    }

    @Test
    void aLostReplyToAReportIsRepeatedAndTheBodyDoesNotRunAgain() {
        server.loseReplies(2);
        harness.runs(ctx -> {
            ctx.step("one", () -> ledger.add("one"));
            ctx.step("two", () -> ledger.add("two"));
            return null;
        });
        harness.worker.start();
        FakeRun run = harness.start();
        advanceUntil(() -> run.status == RunStatus.COMPLETED && server.requests.size() >= 4);

        assertThat(ledger).containsExactly("one", "two");
        assertThat(server.requests.get(0)).isEqualTo(server.requests.get(1));
    }

    @Test
    void renewsWhileABodyIsOpenAndStopsWhenNothingIsHeld() {
        FakeRun run = runWithOpenBody();
        HeldRun held = harness.worker.held().all().get(0);
        advanceUntilRenewed(held, WorkerHarness.FIRST_RENEWAL);
        for (int i = 0; i < 12; i++) {
            advanceUntilRenewed(held, FakeServer.RENEW_INTERVAL);
        }
        assertThat(server.renewals())
                .allMatch(renew -> renew.runs().equals(List.of(run.runId)) && renew.answered() >= 1);
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted false", "next");
    }

    private void advanceUntilRenewed(HeldRun held, Duration by) {
        long leaseEnd = held.deadline();
        harness.clock.advance(by);
        eventually(() -> held.deadline() > leaseEnd);
    }

    @Test
    void aShortLeaseIsRenewedBeforeItEnds() {
        harness.worker.start();
        harness.idleFor(WorkerHarness.FIRST_RENEWAL);
        server.setFirstLease(Duration.ofSeconds(5));
        FakeRun run = startWithOpenBody();
        HeldRun held = harness.worker.held().all().get(0);
        advanceUntilRenewed(held, Duration.ofSeconds(2));
        harness.clock.advance(Duration.ofSeconds(6));
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(server.renewals()).hasSize(1);
        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted false", "next");
    }

    @Test
    void aRunThatEndsInTimeCostsNoRenewal() {
        harness.worker.start();
        harness.idleFor(WorkerHarness.FIRST_RENEWAL);
        server.setFirstLease(Duration.ofSeconds(5));
        server.await(harness.start(), RunStatus.COMPLETED);
        harness.idleFor(Duration.ofSeconds(4));

        assertThat(server.renewals()).isEmpty();
    }

    @Test
    void everyRenewalMeasuresTheServersClockAnew() {
        runWithOpenBody();
        assertThat(harness.worker.status().clockSkew()).isZero();
        server.setClockAhead(Duration.ofMinutes(5));
        harness.clock.advance(WorkerHarness.FIRST_RENEWAL);
        harness.clock.advance(FakeServer.RENEW_INTERVAL);
        eventually(() -> Duration.ofMinutes(5).equals(harness.worker.status().clockSkew()));
    }

    @Test
    void aWorkerThatWaitsForItsFirstWorkHasHeardOfTheServer() {
        harness.worker.start();
        server.await(server::isPolled);

        assertThat(harness.worker.status().lastPollAt()).isNull();
        assertThat(harness.worker.status().lastAnswerAt()).isNotNull();
    }

    @Test
    void pastTheLeaseTheBodyIsInterruptedAndNothingIsReported() {
        FakeRun run = runWithOpenBody();
        server.down(true);
        harness.clock.advance(Duration.ofSeconds(31));
        leave.countDown();
        server.await(() -> ledger.size() == 2);

        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted true");
        assertThat(server.reports(Report.StepCompleted.class)).isEmpty();
        assertThat(run.steps).isEmpty();
    }

    @Test
    void aCancelledRunIsInterruptedAndNothingFurtherIsExecutedOrReported() {
        FakeRun run = runWithOpenBody();
        server.cancel(run);
        eventually(() -> harness.worker.held().all().isEmpty());
        leave.countDown();
        harness.drain();

        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted true");
        assertThat(run.steps).isEmpty();
        assertThat(run.status).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aLeaseTheServerCallsLostEndsTheRunAtItsNextReport() {
        server.judge(report ->
                report instanceof Report.StepCompleted ? ReportResult.refused(Code.LEASE_LOST, "another claim") : null);
        runWithOpenBody();
        leave.countDown();
        eventually(() -> harness.worker.held().all().isEmpty());
        harness.drain();

        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted false");
        assertThat(server.reports(Report.RunCompleted.class)).isEmpty();
    }

    @Test
    void aDrainLetsAnOpenBodyEndRecordsItRenewsMeanwhileAndReleasesTheRun() throws InterruptedException {
        FakeRun run = runWithOpenBody();
        Thread drain = drainInBackground();
        harness.clock.awaitTimer(WorkerHarness.DRAIN_TIMEOUT);
        for (int i = 0; i < 2; i++) {
            int renewed = server.renewals().size();
            harness.clock.advance(FakeServer.RENEW_INTERVAL);
            server.await(() -> server.renewals().size() > renewed);
        }
        assertThat(server.sessionIsClosed()).isFalse();
        leave.countDown();
        join(drain);

        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted false");
        assertThat(run.status).isEqualTo(RunStatus.PENDING);
        assertThat(run.steps).hasSize(1);
        assertThat(server.sessionIsClosed()).isTrue();
    }

    @Test
    void afterTheDrainTimeoutBodiesAreInterruptedAndTheirRunsReleased() throws InterruptedException {
        harness.runs(ctx -> {
            ctx.step("long", () -> {
                entered.countDown();
                new CountDownLatch(1).await();
            });
            return null;
        });
        harness.worker.start();
        FakeRun run = harness.start();
        RunExecutionTests.await(entered);
        Thread drain = drainInBackground();
        harness.clock.awaitTimer(WorkerHarness.DRAIN_TIMEOUT);
        harness.clock.advance(WorkerHarness.DRAIN_TIMEOUT);
        join(drain);

        assertThat(run.status).isEqualTo(RunStatus.PENDING);
        assertThat(server.reports(Report.StepFailed.class)).isEmpty();
        assertThat(server.reports(Report.Released.class)).hasSize(1);
        assertThat(server.sessionIsClosed()).isTrue();
    }

    @Test
    void aDrainLetsRunsThatHoldAShortWaitGo() {
        harness.runs(ctx -> {
            ctx.sleep("1s");
            return null;
        });
        harness.worker.start();
        FakeRun run = harness.start();
        server.await(() -> server.reports(Report.SleepStarted.class).size() == 1);
        harness.drain();

        assertThat(run.status).isEqualTo(RunStatus.WAITING);
        assertThat(server.sessionIsClosed()).isTrue();
    }

    @Test
    void aDrainInTheAnswerToAPollEndsTheTakingOfRunsUntilItIsLifted() {
        harness.worker.start();
        server.await(harness.start(), RunStatus.COMPLETED);
        assertThat(newestPoll().free()).isPositive();
        server.drain(true);
        server.await(() -> newestPoll().free() == 0);
        assertThat(harness.worker.status().state()).isEqualTo(State.DRAINING);

        FakeRun run = harness.start();
        server.drain(false);
        server.await(run, RunStatus.COMPLETED);
        assertThat(harness.worker.status().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void aDrainInTheAnswerToARenewalDoesSoToo() {
        FakeRun held = runWithOpenBody();
        server.drainUnheard(true);
        advanceUntil(() -> harness.worker.status().state() == State.DRAINING);
        server.endWait();
        server.await(() -> newestPoll().free() == 0);
        assertThat(held.status).isEqualTo(RunStatus.RUNNING);

        server.drainUnheard(false);
        // What was answered before may be heard after it: the last word is with a later renewal.
        advanceUntil(() -> newestPoll().free() > 0);
        FakeRun next = harness.start();
        leave.countDown();
        server.await(held, RunStatus.COMPLETED);
        server.await(next, RunStatus.COMPLETED);
    }

    @Test
    void aRunWhoseCodeHasLeftMakesRoomBeforeItsEndIsKnownAsOftenAsThereArePlaces() {
        int most = 2 * WorkerHarness.CONCURRENCY;
        AtomicInteger left = new AtomicInteger();
        harness.runs(ctx -> left.incrementAndGet());
        server.holdReports(true);
        List<FakeRun> runs = Stream.generate(harness::start)
                .limit(3 * WorkerHarness.CONCURRENCY)
                .toList();
        harness.worker.start();
        advanceUntil(() -> left.get() == most && harness.worker.status().used() == most);
        assertThat(server.awaitBriefly(() -> left.get() > most)).isFalse();

        server.holdReports(false);
        runs.forEach(run -> advanceUntil(() -> run.status == RunStatus.COMPLETED));
        assertThat(left).hasValue(runs.size());
    }

    private Poll newestPoll() {
        List<Poll> polls = server.polls();
        return polls.get(polls.size() - 1);
    }

    @Test
    void anUnknownSessionIsOpenedAgainWithTheSameInstanceAndKeepsWhatItHolds() {
        FakeRun run = runWithOpenBody();
        server.forgetSession();
        leave.countDown();
        server.await(run, RunStatus.COMPLETED);

        assertThat(server.sessions).hasValueGreaterThan(1);
        assertThat(server.instances).containsOnly(server.instances.get(0));
        assertThat(ledger).containsExactly("entered by attempt 1", "interrupted false", "next");
    }

    @Test
    void startsWithoutTheServerAndWorksWhenItComesUp() {
        server.down(true);
        harness.worker.start();
        harness.clock.advance(Duration.ofMinutes(5));
        server.down(false);
        FakeRun run = harness.start();
        advanceUntil(() -> run.status == RunStatus.COMPLETED);

        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void aPollThatFailsInTheWorkersOwnJvmIsAskedAgain() {
        server.failPoll(new OutOfMemoryError("a large answer"));
        harness.worker.start();
        server.await(harness.start(), RunStatus.COMPLETED);
    }

    @Test
    void anAnswerThatCannotBeUnderstoodIsAskedForAgain() {
        server.garblePolls(2);
        harness.worker.start();
        FakeRun run = harness.start();
        advanceUntil(() -> run.status == RunStatus.COMPLETED);
    }

    /** Threads for requests, of which one cannot be started. */
    private static ExecutorService requestsUnless(AtomicBoolean isPoor) {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>()) {
            @Override
            public void execute(Runnable task) {
                if (isPoor.getAndSet(false)) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.execute(task);
            }
        };
    }

    @Test
    void aRunEndsAndOthersComeAlsoWhereNoThreadCanBeStartedToAskForThem() {
        harness.close();
        AtomicBoolean isPoor = new AtomicBoolean();
        WorkerThreads real = WorkerThreads.create(WorkerHarness.CONCURRENCY);
        try (WorkerHarness poor =
                new WorkerHarness(new WorkerThreads(real.runs(), real.branches(), requestsUnless(isPoor)))) {
            poor.runs(ctx -> {
                // From now on nobody needs a thread until this code has left.
                poor.server.await(() -> poor.server.polls().size() == 2);
                isPoor.set(true);
                return 1;
            });
            poor.worker.start();
            FakeRun run = poor.start();
            poor.server.await(run, RunStatus.COMPLETED);
            assertThat(run.claim).isEqualTo(1);
            assertThat(isPoor).isFalse();
            poor.runs(ctx -> 2);
            poor.clock.advance(Duration.ofSeconds(1));
            poor.server.await(poor.start(), RunStatus.COMPLETED);
        }
    }

    @Test
    void aPollThatGetsNoThreadIsAskedALittleLater() {
        harness.close();
        AtomicBoolean isPoor = new AtomicBoolean(true);
        WorkerThreads real = WorkerThreads.create(WorkerHarness.CONCURRENCY);
        try (WorkerHarness poor =
                new WorkerHarness(new WorkerThreads(real.runs(), real.branches(), requestsUnless(isPoor)))) {
            poor.worker.start();
            FakeRun run = poor.start();
            assertThat(isPoor).isFalse();
            poor.clock.advance(Duration.ofSeconds(1));
            poor.server.await(run, RunStatus.COMPLETED);
        }
    }

    @Test
    void aRunThatGetsNoThreadLeavesItsSlotAndIsHeldNoLonger() {
        harness.close();
        AtomicInteger threads = new AtomicInteger();
        WorkerThreads real = WorkerThreads.create(WorkerHarness.CONCURRENCY);
        Executor runs = task -> {
            if (threads.incrementAndGet() <= 4) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            real.runs().execute(task);
        };
        try (WorkerHarness poor = new WorkerHarness(new WorkerThreads(runs, real.branches(), real.requests()))) {
            poor.worker.start();
            List<FakeRun> started = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                started.add(poor.start());
            }
            eventually(() -> threads.get() == 4 && poor.worker.held().all().isEmpty());
            started.forEach(poor.server::expire);
            started.forEach(run -> poor.server.await(run, RunStatus.COMPLETED));
        }
    }

    @Test
    void aWorkerThatIsStoppedByAnInterruptedThreadClosesItsSession() throws InterruptedException {
        harness.worker.start();
        server.await(harness.start(), RunStatus.COMPLETED);
        Thread stop = new Thread(() -> {
            Thread.currentThread().interrupt();
            harness.drain();
            ledger.add("interrupted " + Thread.currentThread().isInterrupted());
        });
        stop.start();
        join(stop);

        assertThat(server.sessionIsClosed()).isTrue();
        assertThat(server.closedWhileInterrupted).isFalse();
        assertThat(ledger).containsExactly("interrupted true");
    }

    @Test
    void aServerThatHangsDoesNotKeepTheWorkerFromStopping() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        server.holdClose(never);
        harness.worker.start();
        server.await(harness.start(), RunStatus.COMPLETED);
        Thread drain = drainInBackground();
        for (int i = 0; i < 1000 && drain.isAlive(); i++) {
            harness.clock.advance(Duration.ofSeconds(1));
            drain.join(10);
        }
        boolean alive = drain.isAlive();
        never.countDown();

        assertThat(alive).isFalse();
    }

    @Test
    void aBodyThatOutlivesTheWorkerLeavesNoThreadBehind() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        harness.runs(ctx -> {
            thread.set(Thread.currentThread());
            thread.get().setUncaughtExceptionHandler((t, e) -> uncaught.set(e));
            ctx.step("stubborn", () -> {
                entered.countDown();
                RunExecutionTests.awaitUninterruptibly(leave);
            });
            return null;
        });
        harness.worker.start();
        harness.start();
        RunExecutionTests.await(entered);
        Thread drain = drainInBackground();
        for (int i = 0; i < 1000 && drain.isAlive(); i++) {
            harness.clock.advance(Duration.ofSeconds(1));
            drain.join(10);
        }
        leave.countDown();
        join(thread.get());

        assertThat(uncaught).hasValue(null);
    }

    /** For what the server does not hear of; the clock stands still. */
    private void eventually(BooleanSupplier state) {
        for (int i = 0; i < 4000 && !server.awaitBriefly(state); i++) {
            Thread.onSpinWait();
        }
        assertThat(state.getAsBoolean()).isTrue();
    }

    /** Moves the clock slowly enough for threads that work to keep up with it. */
    private void advanceUntil(BooleanSupplier state) {
        for (int i = 0; i < 4000 && !server.awaitBriefly(state); i++) {
            harness.clock.advance(Duration.ofMillis(50));
        }
        assertThat(state.getAsBoolean()).isTrue();
    }
}
