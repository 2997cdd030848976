package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How outcomes get to the server, and what becomes of those it does not take. */
@Timeout(60)
class ReportingTests {

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final WorkerHarness harness = new WorkerHarness();
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        harness.close();
    }

    static Stream<RuntimeException> refusals() {
        return Stream.of(
                FakeServer.problem(ProblemCode.MALFORMED_REQUEST),
                FakeServer.problem(ProblemCode.PAYLOAD_TOO_LARGE),
                new IllegalStateException("This step cannot be written"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRequestRefusedAsAWholeIsSentAgainRunByRunSoThatOnlyTheCulpritFails(RuntimeException refusal) {
        server.refuseRequests(reports -> {
            if (reports.stream().anyMatch(ReportingTests::isOfBad)) {
                throw refusal;
            }
        });
        server.holdReports(true);
        harness.runs(ctx -> ctx.step(String.valueOf(ctx.runId()), String.class, () -> "done"));
        harness.second.code = ctx -> ctx.step("bad", String.class, () -> "done");
        harness.worker.start();
        FakeRun first = harness.start();
        server.await(() -> server.arrived() == 1);
        FakeRun bad = server.start("second", "\"in\"");
        FakeRun good = harness.start();
        server.await(() -> good.status == RunStatus.RUNNING && bad.status == RunStatus.RUNNING);
        server.holdReports(false);
        server.await(first, RunStatus.COMPLETED);
        server.await(good, RunStatus.COMPLETED);
        server.await(bad, RunStatus.FAILED);

        assertThat(bad.failure.type()).isEqualTo("INVALID_REPORT");
        assertThat(bad.failure.message()).contains(refusal.getMessage());
    }

    @Test
    void bodiesThatLeaveAtOnceAreNotShownAsStarted() {
        harness.runs(ctx -> {
            for (int i = 0; i < 500; i++) {
                ctx.step("item", () -> {});
            }
            return null;
        });
        harness.worker.start();
        server.await(harness.start(), RunStatus.COMPLETED);

        assertThat(server.reports(Report.StepStarted.class)).isEmpty();
    }

    @Test
    void theLastStepIsRecordedAlthoughTheResultOfTheRunIsRefused() {
        server.judge(report -> report instanceof Report.RunCompleted
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "at most 5 bytes are taken")
                : null);
        harness.runs(ctx -> {
            ctx.step("charge", () -> ledger.add("charge"));
            return "123456";
        });
        harness.worker.start();
        FakeRun run = harness.start();
        server.await(run, RunStatus.FAILED);

        assertThat(run.failure.type()).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(run.failure.message()).contains("result of the run").contains("8 bytes");
        assertThat(run.steps.get(StepKey.of("charge", 1)).status()).isEqualTo(StepStatus.COMPLETED);
    }

    @Test
    void anInputTheServerDoesNotTakeIsLeftOutForItIsForPeopleOnly() {
        server.judge(report -> report instanceof Report.StepCompleted completed && completed.input() != null
                ? ReportResult.refused(Code.PAYLOAD_TOO_LARGE, "at most 5 bytes are taken")
                : null);
        harness.runs(
                ctx -> ctx.step("charge").input("123456").returns(String.class).run(() -> "ok"));
        harness.worker.start();
        FakeRun run = harness.start();
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).isEqualTo(Payload.of("\"ok\""));
    }

    @Test
    void anInputBeyondWhatARequestHoldsIsLeftOutToo() {
        harness.runs(ctx -> ctx.step("charge")
                .input("x".repeat(17 << 20))
                .returns(String.class)
                .run(() -> "ok"));
        harness.worker.start();
        server.await(harness.start(), RunStatus.COMPLETED);
    }

    @Test
    void reportsTheServerFailsAtAreGivenUpInTheEndAndHoldUpNobodyElse() {
        server.refuseRequests(reports -> {
            if (reports.stream().anyMatch(report -> report instanceof Report.StepCompleted && isOfBad(report))) {
                throw FakeServer.problem(ProblemCode.INTERNAL_ERROR);
            }
        });
        server.holdReports(true);
        harness.runs(ctx -> ctx.step("good", String.class, () -> "done"));
        harness.second.code = ctx -> ctx.step("bad", Boolean.class, () -> ledger.add("bad"));
        harness.worker.start();
        FakeRun first = harness.start();
        server.await(() -> server.arrived() == 1);
        FakeRun bad = server.start("second", "\"in\"");
        FakeRun good = harness.start();
        server.await(() -> good.status == RunStatus.RUNNING && bad.status == RunStatus.RUNNING);
        server.holdReports(false);
        advanceUntil(() -> good.status == RunStatus.COMPLETED && first.status == RunStatus.COMPLETED);
        FakeRun later = harness.start();
        advanceUntil(() -> later.status == RunStatus.COMPLETED);
        assertThat(bad.status).isEqualTo(RunStatus.RUNNING);
        advanceUntil(() -> bad.status != RunStatus.RUNNING);

        assertThat(bad.status).isEqualTo(RunStatus.NEEDS_ATTENTION);
        assertThat(bad.failure.type()).isEqualTo("SERVER_FAILED");
        assertThat(bad.failure.message()).contains("INTERNAL_ERROR");
        assertThat(ledger).containsExactly("bad");
    }

    @Test
    void aServerThatFailsForAWhileCostsNothing() {
        AtomicInteger failures = new AtomicInteger(20);
        server.refuseRequests(reports -> {
            if (failures.getAndDecrement() > 0) {
                throw FakeServer.problem(ProblemCode.INTERNAL_ERROR);
            }
        });
        harness.runs(ctx -> ctx.step("good", Boolean.class, () -> ledger.add("good")));
        harness.worker.start();
        FakeRun run = harness.start();
        advanceUntil(() -> run.status == RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("good");
    }

    @Test
    void aHistoryTheServerWillNotHandOverStopsTheRunForAttention() {
        FakeRun run = new FakeRun("first", Payload.of("\"in\""));
        run.pageSize = 1;
        harness.runs(ctx -> {
            ctx.step("one", () -> ledger.add("one"));
            ctx.sleep("1h");
            ctx.step("two", () -> ledger.add("two"));
            return null;
        });
        harness.worker.start();
        server.start(run);
        server.await(run, RunStatus.WAITING);
        server.refusePages(FakeServer.problem(ProblemCode.INVALID_CURSOR));
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(run.failure.type()).isEqualTo("HISTORY_UNREADABLE");
        assertThat(ledger).containsExactly("one");
    }

    /** Moves the clock slowly enough for threads that work to keep up with it. */
    private void advanceUntil(BooleanSupplier state) {
        for (int i = 0; i < 4000 && !server.awaitBriefly(state); i++) {
            harness.clock.advance(Duration.ofMillis(50));
        }
        assertThat(state.getAsBoolean()).isTrue();
    }

    private static boolean isOfBad(Report report) {
        return report instanceof Report.OfStep step && step.step().name().equals("bad");
    }
}
