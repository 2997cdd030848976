package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.TypeRef;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventTests {

    private static final Duration NO_BOUND = null;

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

    /** Returns when the run has been held for a while and let go. */
    private void awaitLetGo(FakeRun run) {
        server.await(this::isWaitedFor);
        while (!server.awaitBriefly(() -> run.status == RunStatus.WAITING)) {
            harness.clock.advance(Duration.ofMillis(500));
        }
    }

    private boolean isWaitedFor() {
        return !server.reports(Report.WaitStarted.class).isEmpty();
    }

    @Test
    void anEventThatCameBeforeTheWaitEndsItAtOnce() {
        server.emit("shipped", "42", "\"by ship\"");
        FakeRun run = run(ctx -> {
            long thread = Thread.currentThread().getId();
            String how = ctx.waitForEvent("shipped", "42", "3d", String.class).orElseThrow();
            return how + (thread == Thread.currentThread().getId());
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"by shiptrue\"");
        assertThat(run.claim).isEqualTo(1);
        Report.WaitStarted report = server.reports(Report.WaitStarted.class).get(0);
        assertThat(report.step()).isEqualTo(StepKey.of("shipped", 1));
        assertThat(report.key()).isEqualTo("42");
        assertThat(report.timeout()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void aLongWaitKeepsNoThreadAndGoesOnWithTheEvent() {
        FakeRun run = run(ctx -> {
            ctx.step("before", () -> ledger.add("before"));
            List<Integer> data = ctx.waitForEvent("paid", null, NO_BOUND, new TypeRef<List<Integer>>() {})
                    .orElseThrow();
            ctx.step("after", () -> ledger.add("after " + (data.get(0) + data.get(1))));
            return null;
        });
        awaitLetGo(run);
        harness.idleFor(Duration.ofDays(100));
        server.emit("paid", null, "[20,22]");
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("before", "after 42");
        assertThat(run.claim).isEqualTo(2);
        assertThat(server.reports(Report.WaitStarted.class).get(0).timeout()).isNull();
    }

    @Test
    void anEventThatComesSoonFindsTheRunOnItsThread() {
        FakeRun run = run(ctx -> ctx.waitForEvent("paid", "42", "3d", String.class)
                .map(data -> data + "!")
                .orElse("none"));
        server.await(this::isWaitedFor);
        server.emit("paid", "41", "\"other\"");
        server.emit("paid", "42", "\"cash\"");
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"cash!\"");
        assertThat(run.claim).isEqualTo(1);
    }

    @Test
    void theTimeoutIsAnEmptyAnswerNowAndOnReplay() {
        FakeRun run = run(ctx -> {
            Optional<String> data = ctx.waitForEvent("paid", "42", "3d", String.class);
            ledger.add("paid " + data.isPresent());
            ctx.sleep("1h");
            return null;
        });
        awaitLetGo(run);
        harness.idleFor(Duration.ofDays(3));
        server.await(() -> ledger.size() == 1 && run.status == RunStatus.WAITING);
        server.emit("paid", "42", "\"too late\"");
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("paid false", "paid false");
    }

    @Test
    void eachWaitGetsTheNextEvent() {
        server.emit("paid", "42", "1");
        server.emit("paid", "42", "2");
        FakeRun run = run(ctx -> {
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                sum = 10 * sum
                        + ctx.waitForEvent("paid", "42", "3d", Integer.class).orElse(9);
            }
            return sum;
        });
        server.await(() -> server.reports(Report.WaitStarted.class).size() == 3);
        server.emit("paid", "42", "3");
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("123");
    }

    @Test
    void aWorkerWithoutAFreePlaceKeepsNoThreadForAnEvent() {
        CountDownLatch leave = new CountDownLatch(1);
        harness.second.code =
                ctx -> ctx.waitForEvent("paid", "42", "3d", String.class).orElse("none");
        CountDownLatch full = new CountDownLatch(3);
        harness.runs(ctx -> {
            ctx.step("hold", () -> {
                full.countDown();
                RunExecutionTests.await(leave);
            });
            return null;
        });
        harness.worker.start();
        for (int i = 0; i < 3; i++) {
            harness.start();
        }
        RunExecutionTests.await(full);
        FakeRun run = server.start("second", "\"in\"");
        server.await(run, RunStatus.WAITING);
        server.emit("paid", "42", "\"cash\"");
        server.await(run, RunStatus.COMPLETED);
        leave.countDown();

        assertThat(run.output).hasToString("\"cash\"");
        assertThat(run.claim).isEqualTo(2);
    }

    @Test
    void anEventIsEmittedOnceOverACrash() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        FakeRun run = run(ctx -> {
            ctx.emit("order.paid", "42", List.of(1, 2));
            ctx.step("next", () -> {
                ledger.add("next");
                if (ledger.size() == 1) {
                    entered.countDown();
                    RunExecutionTests.awaitUninterruptibly(leave);
                }
            });
            ctx.emit("order.paid", null, null);
            return null;
        });
        RunExecutionTests.await(entered);
        server.expire(run);
        server.await(run, RunStatus.COMPLETED);
        leave.countDown();

        List<Report.EventEmitted> emitted = server.reports(Report.EventEmitted.class);
        assertThat(emitted).hasSize(2);
        assertThat(emitted.get(0).step()).isEqualTo(StepKey.of("order.paid", 1));
        assertThat(emitted.get(0).key()).isEqualTo("42");
        assertThat(emitted.get(0).data()).isEqualTo(Payload.of("[1,2]"));
        assertThat(emitted.get(0).eventId()).extracting(UUID::version).isEqualTo(7);
        assertThat(emitted.get(1).key()).isNull();
        assertThat(emitted.get(1).data()).isNull();
        assertThat(run.steps.get(StepKey.of("order.paid", 2)).kind()).isEqualTo(StepKind.EMIT);
        assertThat(ledger).containsExactly("next", "next");
        assertThat(run.claim).isEqualTo(2);
    }

    @Test
    void anEmittedEventIsDurableBeforeTheNextBodyStarts() {
        FakeRun run = run(ctx -> {
            ctx.emit("paid", "42", "cash");
            ctx.step(
                    "next",
                    () -> ledger.add("emitted before: "
                            + server.reports(Report.EventEmitted.class).size()));
            return null;
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("emitted before: 1");
    }

    @Test
    void oversizeDataFailsTheRunAndNamesStepSizeAndLimit() {
        server.judge(report -> report instanceof Report.EventEmitted
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "at most 5 bytes are taken")
                : null);
        FakeRun run = run(ctx -> {
            ctx.emit("paid", "42", "123456");
            ctx.step("next", () -> ledger.add("next"));
            return null;
        });
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.type()).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(run.failure.step()).isEqualTo("paid");
        assertThat(run.failure.message()).contains("event 'paid'", "8 bytes", "at most 5 bytes");
        assertThat(ledger).isEmpty();
    }

    @Test
    void dataThatCannotBeWrittenFailsTheRunAndNamesTheStep() {
        FakeRun run = run(ctx -> {
            try {
                ctx.emit("paid", "42", new RunExecutionTests.Cycle());
            } catch (RuntimeException e) {
                ledger.add("caught");
            }
            return null;
        });
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.step()).isEqualTo("paid");
        assertThat(run.failure.message()).contains("'paid'").contains("Cycle");
        assertThat(ledger).isEmpty();
    }

    @Test
    void whatTheServerWouldRefuseFailsTheCall() {
        FakeRun run = run(ctx -> {
            assertThatThrownBy(() -> ctx.emit(" ", "42", 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ctx.emit("paid", "", 1)).hasMessageContaining("key is ''");
            assertThatThrownBy(() -> ctx.emit("paid", "\u0000", 1)).hasMessageContaining("key is");
            assertThatThrownBy(() -> ctx.waitForEvent("paid", "42", Duration.ofSeconds(-1), String.class))
                    .hasMessageContaining("must not be negative");
            assertThatThrownBy(() -> ctx.waitForEvent("paid", "42", "3", String.class))
                    .hasMessageContaining("no unit");
            return null;
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.steps).isEmpty();
    }
}
