package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.serialization.BoundCodec;
import dev.kagzi.serialization.PayloadContext;
import dev.kagzi.serialization.PayloadContext.Kind;
import dev.kagzi.serialization.PayloadPlace;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EncodedRunTests {

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final BoundCodec codec = new BoundCodec("bound");
    private final WorkerHarness harness = new WorkerHarness(codec.mapper());
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void everyPayloadIsEncodedForItsPlaceAndReadAgainOnReplay() {
        FakeRun run = run(ctx -> {
            ctx.progress("half");
            UUID id = ctx.randomUuid();
            String paid = ctx.step("pay").input("card").returns(String.class).run(() -> "paid");
            ctx.sleep("night", "24h");
            ledger.add(paid + id.version());
            return "done";
        });
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(24));
        server.await(run, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("paid4");
        assertThat(read(run.output, PayloadPlace.output(run.runId))).isEqualTo("done");
        assertThat(read(run.progress, PayloadPlace.progress(run.runId))).isEqualTo("half");
        Report.StepCompleted pay = server.reports(Report.StepCompleted.class).get(1);
        assertThat(read(pay.input(), PayloadPlace.stepInput(run.runId, pay.step())))
                .isEqualTo("card");
        assertThat(read(pay.output(), PayloadPlace.stepOutput(run.runId, pay.step())))
                .isEqualTo("paid");
        assertThat(codec.encoded)
                .extracting(PayloadContext::kind)
                .containsOnly(Kind.PROGRESS, Kind.STEP_OUTPUT, Kind.STEP_INPUT, Kind.OUTPUT);
        assertThat(codec.encoded).extracting(PayloadContext::runId).containsOnly(run.runId.toString());
    }

    /** A cipher gives other bytes each time, and those would be another outcome to the server. */
    @Test
    void aReportThatIsSentAgainIsNotEncodedAgain() {
        server.loseReplies(1);
        FakeRun run = run(ctx -> ctx.step("pay", String.class, () -> "paid"));
        server.await(run, RunStatus.COMPLETED);
        server.await(() -> server.reports(Report.StepCompleted.class).size() == 2);

        assertThat(codec.encoded).extracting(PayloadContext::kind).containsExactly(Kind.STEP_OUTPUT, Kind.OUTPUT);
    }

    @Test
    void anInputOfAnotherEncodingNeedsAttentionAndIsNotLost() {
        FakeRun run = start(new FakeRun("first", Payload.encoded("old-key", new byte[] {1})), ctx -> null);
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(run.failure.type()).isEqualTo("PAYLOAD_CODEC_FAILED");
        assertThat(run.failure.message()).contains("'old-key'", "[bound]", "the input of run '" + run.runId, "retry");
    }

    @Test
    void aResultThatCannotBeDecodedNeedsAttentionBeforeAnythingIsExecuted() {
        FakeRun run = new FakeRun("first", Payload.of("1"));
        StepKey key = StepKey.of("pay", 1);
        Payload stolen = codec.mapper().encode(Payload.of("\"x\""), PayloadPlace.stepOutput(UUID.randomUUID(), key));
        run.steps.put(key, new HistoryStep(key, 1, StepKind.STEP, StepStatus.COMPLETED, stolen, null, 1, null, null));
        start(run, ctx -> {
            try {
                ctx.step("pay", String.class, () -> "again");
            } catch (Exception e) {
                ledger.add("caught");
            }
            ctx.step("next", () -> ledger.add("next"));
            return null;
        });
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(ledger).isEmpty();
        assertThat(run.failure.message()).contains("'bound' could not decode the result of step 'pay'");
    }

    @Test
    void aResultOfAnotherRunIsReadWhereARestartTookItOver() {
        UUID source = UUID.randomUUID();
        StepKey key = StepKey.of("pay", 1);
        Payload copied = codec.mapper()
                .encode(Payload.of("\"paid\""), PayloadPlace.stepOutput(source, key))
                .encodedFor(source);
        FakeRun run = new FakeRun(
                "first",
                codec.mapper()
                        .encode(Payload.of("\"in\""), PayloadPlace.input(source))
                        .encodedFor(source));
        run.steps.put(key, new HistoryStep(key, 1, StepKind.STEP, StepStatus.COMPLETED, copied, null, 1, null, null));
        start(run, ctx -> ctx.step("pay", String.class, () -> "again"));
        server.await(run, RunStatus.COMPLETED);

        assertThat(read(run.output, PayloadPlace.output(run.runId))).isEqualTo("paid");
    }

    @Test
    void aResultThatCannotBeEncodedNeedsAttentionAndLeavesNothingPlain() {
        codec.failsFor = Kind.STEP_OUTPUT;
        FakeRun run = run(ctx -> ctx.step("pay", String.class, () -> "paid"));
        server.await(run, RunStatus.NEEDS_ATTENTION);

        assertThat(run.failure.message()).contains("could not encode the result of step 'pay'", "no key today");
        assertThat(server.reports(Report.StepCompleted.class)).isEmpty();
    }

    @Test
    void whatIsForPeopleIsLeftOutWhenItCannotBeEncoded() {
        codec.failsFor = Kind.STEP_INPUT;
        FakeRun run =
                run(ctx -> ctx.step("pay").input("card").returns(String.class).run(() -> "paid"));
        server.await(run, RunStatus.COMPLETED);

        assertThat(server.reports(Report.StepCompleted.class).get(0).input()).isNull();
    }

    @Test
    void theInputOfAChildIsEncodedForTheChildAndItsResultReadAsTheChilds() {
        harness.second.code = ctx -> "packed";
        FakeRun run = run(ctx -> ctx.call("second", "parcel", String.class));
        server.await(run, RunStatus.COMPLETED);

        Report.ChildStarted started = server.reports(Report.ChildStarted.class).get(0);
        assertThat(read(started.input(), PayloadPlace.input(started.childRunId())))
                .isEqualTo("parcel");
        assertThat(started.inputHash()).isEqualTo(codec.mapper().inputHash(Payload.of("\"parcel\"")));
        assertThat(read(run.output, PayloadPlace.output(run.runId))).isEqualTo("packed");
    }

    @Test
    void dataIsEncodedForItsEventAndReadAsTheEventsOnReplayToo() {
        FakeRun run = run(ctx -> {
            ctx.emit("paid", "42", "cash");
            ledger.add(ctx.waitForEvent("billed", "42", "1d", String.class).orElseThrow());
            ctx.sleep("1h");
            return null;
        });
        server.await(() -> !server.reports(Report.WaitStarted.class).isEmpty());
        UUID eventId = UUID.randomUUID();
        server.emit(
                "billed",
                "42",
                codec.mapper()
                        .encode(Payload.of("\"bill\""), PayloadPlace.event(eventId))
                        .encodedForEvent(eventId));
        server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);

        Report.EventEmitted emitted = server.reports(Report.EventEmitted.class).get(0);
        assertThat(read(emitted.data(), PayloadPlace.event(emitted.eventId()))).isEqualTo("cash");
        assertThat(ledger).containsExactly("bill", "bill");
    }

    @Test
    void whatBranchesRecordIsReadAgainByTheirNextPass() {
        FakeRun run = run(ctx -> ctx.parallel("items", List.of(1, 2), item -> {
            String paid = ctx.step("pay", String.class, () -> "paid " + item);
            ctx.sleep("100ms");
            return paid;
        }));
        server.await(() -> server.reports(Report.SleepStarted.class).size() == 2);
        harness.clock.advance(Duration.ofMillis(100));
        server.await(run, RunStatus.COMPLETED);

        assertThat(codec.mapper().read(run.output, List.class, PayloadPlace.output(run.runId)))
                .isEqualTo(List.of("paid 1", "paid 2"));
        assertThat(run.claim).isEqualTo(1);
    }

    private FakeRun run(WorkerHarness.Code code) {
        return start(new FakeRun("first", Payload.of("\"in\"")), code);
    }

    private FakeRun start(FakeRun run, WorkerHarness.Code code) {
        harness.runs(code).worker.start();
        return server.start(run);
    }

    private Object read(Payload payload, PayloadPlace place) {
        assertThat(payload.encoding()).isEqualTo("bound");
        return codec.mapper().read(payload, String.class, place);
    }
}
