package dev.kagzi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartResults.Result;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.json.ProtocolJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartBatcherTests {

    private final Recorded requests = new Recorded();
    private final StartBatcher batcher = new StartBatcher(requests);
    private final Threads threads = new Threads();

    @Test
    void aLoneStartIsARequestOfItsOwnOnTheThreadOfItsCaller() {
        StartRun start = start(0);
        requests.answerAll();

        assertThat(batcher.start(start).runId()).isEqualTo(start.runId());
        assertThat(batcher.start(start).runId()).isEqualTo(start.runId());

        assertThat(requests.sent).containsExactly(List.of(start), List.of(start));
        assertThat(requests.senders).containsOnly(Thread.currentThread());
    }

    @Test
    void thoseThatComeWhileTwoAreOnTheirWayLeaveTogether() throws Exception {
        List<Future<RunSnapshot>> alone = twoOnTheirWay();
        List<StartRun> starts = List.of(start(0), start(3), start(0));
        List<Future<RunSnapshot>> together = submitInOrder(starts);
        assertThat(requests.sent).hasSize(2);
        theyLeave();

        for (int i = 0; i < starts.size(); i++) {
            assertThat(together.get(i).get().runId()).isEqualTo(starts.get(i).runId());
        }
        alone.get(0).get();
        alone.get(1).get();
        assertThat(requests.sent).hasSize(3).last().isEqualTo(starts);
    }

    @Test
    void whatIsWrongWithOneIsTheProblemOfThatOne() throws Exception {
        twoOnTheirWay();
        List<StartRun> starts = List.of(start(0), start(0), start(0), start(0));
        requests.results = asked -> List.of(
                Result.of(run(asked.get(0))),
                Result.of(problem(false)),
                Result.of(problem(true)),
                new Result(null, null));
        List<Future<RunSnapshot>> together = submitInOrder(starts);
        theyLeave();

        assertThat(together.get(0).get().runId()).isEqualTo(starts.get(0).runId());
        assertThat(((ServerProblemException) failure(together.get(1))).retryAfter())
                .isNull();
        assertThat(((ServerProblemException) failure(together.get(2))).retryAfter())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(failure(together.get(3))).isInstanceOf(ServerUnreachableException.class);
    }

    @Test
    void whatIsWrongWithTheRequestIsTheProblemOfAll() throws Exception {
        twoOnTheirWay();
        requests.results = asked -> {
            throw new ServerUnreachableException("gone", null);
        };
        List<Future<RunSnapshot>> together = submitInOrder(List.of(start(0), start(0)));
        theyLeave();

        assertThat(failure(together.get(0))).hasMessage("gone");
        assertThat(failure(together.get(1))).hasMessage("gone");
        goesOn();
    }

    @Test
    void anAnswerForFewerSaysNothingOfAny() throws Exception {
        twoOnTheirWay();
        requests.results = asked -> List.of(Result.of(run(asked.get(0))));
        List<Future<RunSnapshot>> together = submitInOrder(List.of(start(0), start(0)));
        theyLeave();

        assertThat(failure(together.get(0)))
                .isInstanceOf(ServerUnreachableException.class)
                .hasMessageContaining("2 starts were answered with 1 results");
        assertThat(failure(together.get(1))).isInstanceOf(ServerUnreachableException.class);
        goesOn();
    }

    @Test
    void anErrorOfTheThreadThatSendsLeavesNobodyWaiting() throws Exception {
        twoOnTheirWay();
        requests.results = asked -> {
            throw new StackOverflowError();
        };
        List<Future<RunSnapshot>> together = submitInOrder(List.of(start(0), start(0)));
        theyLeave();

        assertThat(failure(together.get(0))).isInstanceOf(StackOverflowError.class);
        assertThat(failure(together.get(1))).isInstanceOf(ServerUnreachableException.class);
        goesOn();
    }

    @Test
    void largeInputsTakeSeveralRequests() throws Exception {
        twoOnTheirWay();
        int half = StartBatcher.MAX_BYTES / 2;
        List<StartRun> starts =
                List.of(start(half), start(half), start(1), start(StartBatcher.MAX_BYTES + 1), start(0), start(0));
        List<Future<RunSnapshot>> all = submitInOrder(starts);
        theyLeave();
        for (Future<RunSnapshot> one : all) {
            one.get();
        }

        assertThat(requests.sent.subList(2, requests.sent.size()))
                .contains(starts.subList(0, 2))
                .allSatisfy(together -> assertThat(
                                together.size() == 1
                                        ? 0
                                        : together.stream()
                                                .mapToLong(StartBatcherTests::bytes)
                                                .sum())
                        .isLessThanOrEqualTo(StartBatcher.MAX_BYTES));
    }

    @Test
    void moreThanTheServerTakesAtOnceTakeSeveralRequests() throws Exception {
        twoOnTheirWay();
        List<Future<RunSnapshot>> all = new ArrayList<>();
        for (int i = 0; i < StartBatcher.MAX_STARTS + 1; i++) {
            all.add(threads.submit(() -> batcher.start(start(0))));
        }
        Awaitility.await().until(threads::allWait);
        theyLeave();
        for (Future<RunSnapshot> one : all) {
            one.get();
        }

        assertThat(requests.sent).hasSize(4).extracting(List::size).containsExactlyInAnyOrder(1, 1, 1_000, 1);
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
        twoOnTheirWay();
        List<Future<RunSnapshot>> first = submitInOrder(List.of(start(0)));
        Future<Boolean> interrupted = threads.submit(() -> {
            batcher.start(start(0));
            return Thread.currentThread().isInterrupted();
        });
        Awaitility.await().until(threads::allWait);
        threads.last().interrupt();
        theyLeave();

        assertThat(interrupted.get()).isTrue();
        first.get(0).get();
    }

    @Test
    void everyCallerGetsItsOwnAnswer() throws Exception {
        requests.answerAll();
        requests.refused = StartBatcherTests::isRefused;
        Callable<Integer> caller = () -> {
            for (int i = 0; i < 500; i++) {
                StartRun start = start(0);
                if (isRefused(start)) {
                    assertThatExceptionOfType(ServerProblemException.class).isThrownBy(() -> batcher.start(start));
                } else {
                    assertThat(batcher.start(start).runId()).isEqualTo(start.runId());
                }
            }
            return 500;
        };
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            callers.add(threads.submit(caller));
        }
        for (Future<Integer> each : callers) {
            assertThat(each.get()).isEqualTo(500);
        }

        assertThat(requests.sent.stream().mapToInt(List::size).sum()).isEqualTo(32 * 500);
        assertThat(requests.mostAtOnce.get()).isLessThanOrEqualTo(2);
    }

    private List<Future<RunSnapshot>> twoOnTheirWay() {
        int before = requests.sent.size();
        List<Future<RunSnapshot>> alone =
                List.of(threads.submit(() -> batcher.start(start(0))), threads.submit(() -> batcher.start(start(0))));
        Awaitility.await().until(() -> requests.sent.size() == before + 2);
        return alone;
    }

    private List<Future<RunSnapshot>> submitInOrder(List<StartRun> starts) {
        List<Future<RunSnapshot>> submitted = new ArrayList<>();
        for (StartRun start : starts) {
            submitted.add(threads.submit(() -> batcher.start(start)));
            Awaitility.await().until(threads::allWait);
        }
        return submitted;
    }

    /** With the first answer; all others come after they have left. */
    private void theyLeave() {
        int before = requests.sent.size();
        requests.answerOne();
        Awaitility.await().until(() -> requests.sent.size() == before + 1);
        requests.answerAll();
    }

    /** Both places are free again. */
    private void goesOn() throws Exception {
        threads.close();
        requests.answerNoMore();
        List<Future<RunSnapshot>> two = twoOnTheirWay();
        requests.answerAll();
        two.get(0).get();
        two.get(1).get();
    }

    private static Throwable failure(Future<RunSnapshot> start) throws InterruptedException {
        try {
            throw new AssertionError("was answered with " + start.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static boolean isRefused(StartRun start) {
        return start.runId().getLeastSignificantBits() % 3 == 0;
    }

    private static int bytes(StartRun start) {
        return start.input() == null ? 0 : start.input().size();
    }

    private static StartRun start(int bytes) {
        Payload input = bytes == 0 ? null : Payload.of(new byte[bytes]);
        return new StartRun(
                "order", input, UUID.randomUUID(), null, null, null, null, null, null, null, null, null, null, null);
    }

    private static Problem problem(boolean retryable) {
        return new Problem("type", "title", 409, null, "ID_CONFLICT", retryable, null);
    }

    private static RunSnapshot run(StartRun start) {
        return ProtocolJson.builder().build().readValue("""
                        {"runId":"%s","workflow":"order","status":"PENDING","attempt":1,"priority":0,"tags":{},
                         "createdAt":"2026-11-01T00:00:00Z"}""".formatted(start.runId()), RunSnapshot.class);
    }

    /** Requests that are answered when the test says so. */
    private static final class Recorded implements StartBatcher.Requests {

        final List<List<StartRun>> sent = Collections.synchronizedList(new ArrayList<>());
        final List<Thread> senders = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger underWay = new AtomicInteger();
        volatile Predicate<StartRun> refused = start -> false;
        volatile Function<List<StartRun>, List<Result>> results = this::resultOfEach;
        private final Semaphore answers = new Semaphore(0, true);

        /** Answers the oldest request. */
        void answerOne() {
            answers.release();
        }

        void answerAll() {
            answers.release(Integer.MAX_VALUE / 2);
        }

        void answerNoMore() {
            answers.drainPermits();
        }

        @Override
        public RunSnapshot start(StartRun start) {
            return answered(List.of(start), () -> {
                if (refused.test(start)) {
                    throw new ServerProblemException(problem(false), null);
                }
                return run(start);
            });
        }

        @Override
        public List<Result> startAll(List<StartRun> starts) {
            return answered(starts, () -> results.apply(starts));
        }

        List<Result> resultOfEach(List<StartRun> starts) {
            return starts.stream()
                    .map(start -> refused.test(start) ? Result.of(problem(false)) : Result.of(run(start)))
                    .toList();
        }

        private <T> T answered(List<StartRun> starts, Supplier<T> answer) {
            mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            senders.add(Thread.currentThread());
            sent.add(starts);
            try {
                answers.acquire();
                return answer.get();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                underWay.decrementAndGet();
            }
        }
    }
}
