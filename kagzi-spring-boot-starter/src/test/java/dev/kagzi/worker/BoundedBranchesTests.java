package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many branches on few platform threads, whatever the JVM has. */
@Timeout(120)
class BoundedBranchesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int THREADS = 4;

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final WorkerHarness harness = new WorkerHarness(platformThreads());
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        harness.close();
    }

    private static WorkerThreads platformThreads() {
        ExecutorService requests = Executors.newCachedThreadPool(WorkerThreads.daemons("request-"));
        return new WorkerThreads(
                WorkerThreads.oneForEach("run-", false),
                new BranchThreads(WorkerThreads.oneForEach("branch-", false), requests, THREADS),
                requests);
    }

    @Test
    void aThousandBranchesWithASleepAndAnEventEachFinishOnFourThreads() {
        Set<String> bodies = ConcurrentHashMap.newKeySet();
        AtomicInteger executions = new AtomicInteger();
        harness.runs(ctx ->
                ctx.parallel("items", IntStream.range(0, 1000).boxed().toList(), item -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    try {
                        ctx.sleep(Duration.ofMillis(500 + item));
                        String data = ctx.waitForEvent("go", "" + item, "1d", String.class)
                                .orElseThrow();
                        return ctx.step("work", Integer.class, () -> {
                            executions.incrementAndGet();
                            bodies.add(data);
                            return item;
                        });
                    } finally {
                        atOnce.decrementAndGet();
                    }
                }));
        harness.worker.start();
        FakeRun run = harness.start();
        server.await(() -> server.reports(Report.SleepStarted.class).size() == 1000);
        for (int i = 0; i < 1000; i++) {
            server.emit("go", "" + i, Payload.of("\"event " + i + "\""));
        }
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (run.status != RunStatus.COMPLETED && System.nanoTime() - giveUpAt < 0) {
            server.awaitBriefly(() -> run.status == RunStatus.COMPLETED);
            harness.clock.advance(Duration.ofMillis(50));
        }

        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
        assertThat(bodies).hasSize(1000);
        assertThat(executions).hasValue(1000);
        assertThat(most.get()).isLessThanOrEqualTo(THREADS);
    }

    @Test
    void branchesThatStillWaitForAThreadDoNotKeepARunThatHasEnded() {
        CountDownLatch full = new CountDownLatch(THREADS);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger passes = new AtomicInteger();
        harness.second.code = ctx -> ctx.parallel("items", Collections.nCopies(THREADS, 1), item -> {
            full.countDown();
            RunExecutionTests.awaitUninterruptibly(leave);
            return item;
        });
        harness.runs(ctx -> ctx.parallel("items", Collections.nCopies(100, 1), item -> passes.incrementAndGet()));
        harness.worker.start();
        FakeRun hogging = server.start("second", "\"in\"");
        RunExecutionTests.await(full);
        FakeRun run = harness.start();
        server.await(() -> run.status == RunStatus.RUNNING);
        server.cancel(run);
        server.await(() -> harness.worker.status().used() == 1);
        leave.countDown();
        server.await(hogging, RunStatus.COMPLETED);

        assertThat(passes).hasValue(0);
    }

    /** With a thread for each branch that has branches inside there would be none left for those. */
    @Test
    void branchesInsideOfMoreBranchesThanThereAreThreadsFinish() {
        harness.runs(ctx -> ctx.parallel("outer", IntStream.range(0, 20).boxed().toList(), outer -> {
            List<Integer> inner = ctx.parallel("inner", List.of(1, 2, 3), item -> {
                List<Integer> innermost = ctx.parallel("innermost", List.of(1, 2), most -> {
                    ctx.sleep("100ms");
                    return ctx.step("work", Integer.class, () -> outer * item * most);
                });
                return innermost.get(0) + innermost.get(1);
            });
            return inner.stream().mapToInt(Integer::intValue).sum();
        }));
        harness.worker.start();
        FakeRun run = harness.start();
        for (int i = 0; i < 2000 && !server.awaitBriefly(() -> run.status == RunStatus.COMPLETED); i++) {
            harness.clock.advance(Duration.ofMillis(50));
        }

        assertThat(run.status).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.output)
                .hasToString(IntStream.range(0, 20)
                        .map(i -> i * 18)
                        .boxed()
                        .toList()
                        .toString()
                        .replace(" ", ""));
        assertThat(run.claim).isEqualTo(1);
    }
}
