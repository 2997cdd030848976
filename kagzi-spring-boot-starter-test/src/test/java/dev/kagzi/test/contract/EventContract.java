package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.EventResults.EventResult;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.EventSnapshot.Concerned;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.PublishEvents;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractWorker.Claim;
import dev.kagzi.test.server.Pages;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events are kept, and reach every run that waits for them, once and in order. */
public abstract class EventContract extends ServerContract {

    private ContractWorker worker;

    @BeforeEach
    void startWorker() {
        worker = ContractWorker.offering(
                server, ContractWorker.offer("order"), ContractWorker.offerOn("mail", "order.created"));
    }

    private EventSnapshot publish(String name, @Nullable String key, String data) {
        return server.publish(new PublishEvent(name, key, Payload.of(data), null));
    }

    /** A run that has let go of its worker and waits. */
    private Claim waiting(String event, @Nullable String key, @Nullable Duration timeout) {
        Claim claim = worker.claim(start("order"));
        worker.reportOk(claim.waitStarted(event, 1, 1, key, timeout), claim.waiting());
        return claim;
    }

    private StepSnapshot step(UUID runId, String name, int occurrence) {
        return run(runId).steps().stream()
                .filter(step -> step.step().equals(StepKey.of(name, occurrence)))
                .findFirst()
                .orElseThrow();
    }

    private String read(UUID runId, String name, int occurrence) {
        StepSnapshot step = step(runId, name, occurrence);
        assertThat(step.status()).isEqualTo(StepStatus.COMPLETED);
        return String.valueOf(step.output());
    }

    @Test
    void anEventIsAcceptedOnce() {
        UUID eventId = UuidCreator.getTimeOrderedEpoch();
        PublishEvent event = new PublishEvent("shipped", "42", Payload.of("{\"a\": 1}"), eventId);

        EventSnapshot accepted = server.publish(event);

        assertThat(accepted.eventId()).isEqualTo(eventId);
        assertThat(accepted.name()).isEqualTo("shipped");
        assertThat(accepted.key()).isEqualTo("42");
        assertThat(accepted.data()).isNull();
        assertThat(accepted.more()).isFalse();
        assertThat(server.publish(event).acceptedAt()).isEqualTo(accepted.acceptedAt());
        assertThat(server.event(eventId).data()).hasToString("{\"a\": 1}");
        refused(
                ProblemCode.EVENT_ID_CONFLICT,
                () -> server.publish(new PublishEvent("shipped", "42", Payload.of("2"), eventId)));
        refused(
                ProblemCode.EVENT_ID_CONFLICT,
                () -> server.publish(new PublishEvent("shipped", "43", Payload.of("{\"a\":1}"), eventId)));
        refused(ProblemCode.EVENT_NOT_FOUND, () -> server.event(UuidCreator.getTimeOrderedEpoch()));
        invalid(() -> publish(" ", "", "1"), "/name", "/key");
    }

    @Test
    void anEventThatCannotBeNamesWhatIsWrong() {
        invalid(() -> server.publish(new PublishEvent(null, null, null, null)), "/name");
        refused(ProblemCode.PAYLOAD_TOO_LARGE, () -> publish("shipped", null, "\"" + "x".repeat(1024 * 1024) + "\""));
        refused(ProblemCode.PAYLOAD_TOO_COMPLEX, () -> publish("shipped", null, "1".repeat(10_001)));
        assertThat(server.events("shipped", null, Pages.FIRST).items()).isEmpty();
    }

    @Test
    void aWaitEndsWithTheEventThatComesAfterIt() {
        Claim claim = waiting("shipped", "42", null);
        assertThat(run(claim.runId()).waitingFor()).isEqualTo(new WaitingFor(WaitingFor.Kind.EVENT, "shipped", null));

        assertThat(publish("shipped", "41", "0").wokenRuns()).isEmpty();
        assertThat(publish("shipped", null, "0").wokenRuns()).isEmpty();
        EventSnapshot event = publish("shipped", "42", "[1]");

        assertThat(event.wokenRuns()).containsExactly(new Concerned(claim.runId(), "order"));
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(worker.claim().run().steps())
                .singleElement()
                .satisfies(step -> assertThat(step.output()).hasToString("[1]"));
    }

    @Test
    void aWaitEndsWithTheEventThatCameBeforeIt() {
        Claim claim = worker.claim(start("order"));
        aMoment();
        publish("shipped", null, "1");

        worker.reportOk(claim.waitStarted("shipped", 1, 1, null, null), claim.waiting());

        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(read(claim.runId(), "shipped", 1)).isEqualTo("1");
    }

    @Test
    void aRunSeesNoEventFromBeforeItsTime() {
        publish("shipped", null, "1");
        aMoment();

        Claim claim = waiting("shipped", null, null);

        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.WAITING);
    }

    @Test
    void eachWaitGetsTheNextEvent() {
        Claim claim = worker.claim(start("order"));
        aMoment();
        IntStream.rangeClosed(1, 3).forEach(i -> publish("shipped", null, Integer.toString(i)));

        for (int i = 1; i <= 3; i++) {
            worker.reportOk(claim.waitStarted("shipped", i, i, null, null));
        }
        worker.reportOk(claim.waitStarted("shipped", 4, 4, null, null), claim.waiting());

        assertThat(IntStream.rangeClosed(1, 3).mapToObj(i -> read(claim.runId(), "shipped", i)))
                .containsExactly("1", "2", "3");
        assertThat(step(claim.runId(), "shipped", 4).status()).isEqualTo(StepStatus.WAITING);
    }

    @Test
    void everyWaitingRunGetsTheEventOnce() {
        List<Claim> claims = List.of(waiting("shipped", null, null), waiting("shipped", null, null));

        EventSnapshot first = publish("shipped", null, "1");
        EventSnapshot second = publish("shipped", null, "2");

        assertThat(first.wokenRuns())
                .extracting(Concerned::runId)
                .containsExactlyInAnyOrder(claims.get(0).runId(), claims.get(1).runId());
        assertThat(second.wokenRuns()).isEmpty();
        assertThat(claims)
                .allSatisfy(
                        claim -> assertThat(read(claim.runId(), "shipped", 1)).isEqualTo("1"));
        assertThat(second.acceptedAt()).isAfter(first.acceptedAt());
    }

    @Test
    void waitsInBranchesGetAnEventEach() {
        Claim claim = worker.claim(start("order"));
        worker.reportOk(inBranch(claim, "both#1/0"), inBranch(claim, "both#1/1"), claim.waiting());

        publish("shipped", null, "1");
        assertThat(outputs(claim.runId())).containsExactly("1");
        publish("shipped", null, "2");

        assertThat(outputs(claim.runId())).containsExactlyInAnyOrder("1", "2");
    }

    private static Report inBranch(Claim claim, String branch) {
        StepKey step = new StepKey(branch, "shipped", 1);
        return new Report.WaitStarted(claim.runId(), claim.token(), step, 1, "shipped", null, null);
    }

    private List<String> outputs(UUID runId) {
        return run(runId).steps().stream()
                .filter(step -> step.status() == StepStatus.COMPLETED)
                .map(step -> String.valueOf(step.output()))
                .toList();
    }

    @Test
    void anOutcomeIsToldToAWorkerThatHasKeptItsRun() {
        Claim claim = worker.claim(start("order"));
        worker.reportOk(claim.waitStarted("shipped", 1, 1, null, null));
        publish("shipped", null, "1");

        assertThat(worker.poll(0).resolved()).singleElement().satisfies(resolved -> {
            assertThat(resolved.runId()).isEqualTo(claim.runId());
            assertThat(resolved.claim()).isEqualTo(1);
            assertThat(resolved.outcome().output()).hasToString("1");
        });
        assertThat(worker.renew(claim.runId()).resolved()).hasSize(1);
        worker.reportOk(claim.stepCompleted("ship", 2, "2"));
        assertThat(worker.renew(claim.runId()).resolved()).isEmpty();
    }

    @Test
    void aWaitEndsWithNothingWhenItsTimeIsOver() {
        Claim claim = waiting("shipped", null, Duration.ofMinutes(1));

        server.passTime(Duration.ofSeconds(61));

        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.PENDING);
        assertThat(step(claim.runId(), "shipped", 1).status()).isEqualTo(StepStatus.COMPLETED);
        assertThat(step(claim.runId(), "shipped", 1).output()).isNull();
        assertThat(publish("shipped", null, "1").wokenRuns()).isEmpty();
    }

    @Test
    void anEventThatCameTooLateIsForTheNextWait() {
        Claim claim = waiting("shipped", null, Duration.ofMinutes(1));
        server.passTime(Duration.ofSeconds(61));
        publish("shipped", null, "1");

        Claim again = worker.claim();
        worker.reportOk(again.waitStarted("shipped", 2, 2, null, null), again.waiting());

        assertThat(step(claim.runId(), "shipped", 1).output()).isNull();
        assertThat(read(claim.runId(), "shipped", 2)).isEqualTo("1");
    }

    @Test
    void anEventStartsTheWorkflowsThatAreDeclaredOnIt() {
        ContractWorker.offering(server, ContractWorker.offerOn("count", "order.created", "order.changed"));

        EventSnapshot event = publish("order.created", "42", "[1]");

        assertThat(event.startedRuns()).extracting(Concerned::workflow).containsExactlyInAnyOrder("mail", "count");
        assertThat(event.startedRuns())
                .allSatisfy(started -> assertThat(run(started.runId()).input()).hasToString("[1]"));
        assertThat(publish("order.changed", null, "1").startedRuns())
                .extracting(Concerned::workflow)
                .containsExactly("count");
        assertThat(publish("order.deleted", null, "1").startedRuns()).isEmpty();
    }

    @Test
    void anEventThatIsRepeatedStartsNothingMore() {
        PublishEvent created =
                new PublishEvent("order.created", null, Payload.of("1"), UuidCreator.getTimeOrderedEpoch());

        List<Concerned> started = server.publish(created).startedRuns();

        assertThat(started).hasSize(1);
        assertThat(server.publish(created).startedRuns()).isEqualTo(started);
        assertThat(server.event(created.eventId()).startedRuns()).isEqualTo(started);
        assertThat(worker.poll(5).runs()).hasSize(1);
    }

    @Test
    void theHighestVersionSaysWhichEventsStartAWorkflow() {
        ContractWorker.offering(
                server,
                new WorkflowOffer(
                        "count", 2, null, null, null, null, List.of("order.changed"), null, null, null, null));
        aMoment();
        ContractWorker.offering(server, ContractWorker.offerOn("count", "order.deleted"));

        assertThat(publish("order.deleted", null, "1").startedRuns()).isEmpty();
        assertThat(publish("order.changed", null, "1").startedRuns()).hasSize(1);
    }

    @Test
    void theEventThatStartedARunIsNotReadByIt() {
        publish("order.created", null, "1");
        Claim claim = worker.claim();
        worker.reportOk(claim.waitStarted("order.created", 1, 1, null, null), claim.waiting());
        assertThat(run(claim.runId()).status()).isEqualTo(RunStatus.WAITING);

        publish("order.created", null, "2");

        assertThat(read(claim.runId(), "order.created", 1)).isEqualTo("2");
    }

    @Test
    void aWorkerEmitsAnEventOnce() {
        Claim reader = waiting("paid", "42", null);
        Claim claim = worker.claim(start("order"));

        worker.reportOk(claim.eventEmitted("paid", 1, "42", "7"));
        assertThat(worker.report(claim.eventEmitted("paid", 1, "42", "7"))
                        .get(0)
                        .repeated())
                .isTrue();

        assertThat(read(reader.runId(), "paid", 1)).isEqualTo("7");
        assertThat(server.events("paid", "42", Pages.FIRST).items()).hasSize(1);
        assertThat(step(claim.runId(), "paid", 1).status()).isEqualTo(StepStatus.COMPLETED);
    }

    @Test
    void eachEventOfManyStandsForItself() {
        UUID eventId = UuidCreator.getTimeOrderedEpoch();
        List<EventResult> results = server.publish(new PublishEvents(List.of(
                        new PublishEvent("shipped", null, Payload.of("1"), eventId),
                        new PublishEvent("", null, null, null),
                        new PublishEvent("shipped", null, Payload.of("2"), eventId),
                        new PublishEvent("shipped", null, Payload.of("3"), null))))
                .results();

        assertThat(results.get(0).event().eventId()).isEqualTo(eventId);
        assertThat(results.get(1).error().code()).isEqualTo("VALIDATION_FAILED");
        assertThat(results.get(2).error().code()).isEqualTo("EVENT_ID_CONFLICT");
        assertThat(results.get(3).event().acceptedAt())
                .isAfter(results.get(0).event().acceptedAt());
        invalid(() -> server.publish(new PublishEvents(List.of())), "/events");
    }

    @Test
    void eventsAreListedNewestFirstWithoutTheirData() {
        UUID first = publish("shipped", "42", "1").eventId();
        aMoment();
        UUID second = publish("shipped", null, "2").eventId();
        aMoment();
        UUID third = publish("paid", "42", "3").eventId();

        Page<EventSnapshot> page = server.events(null, null, new Pages(2, null));
        assertThat(page.items()).extracting(EventSnapshot::eventId).containsExactly(third, second);
        assertThat(page.items()).extracting(EventSnapshot::data).containsOnlyNulls();
        assertThat(server.events(null, null, new Pages(2, page.nextCursor())).items())
                .extracting(EventSnapshot::eventId)
                .containsExactly(first);
        assertThat(server.events("shipped", null, Pages.FIRST).items()).hasSize(2);
        assertThat(server.events("shipped", "42", Pages.FIRST).items())
                .extracting(EventSnapshot::eventId)
                .containsExactly(first);
        invalid(() -> server.events(null, "42", Pages.FIRST), "key");
        refused(ProblemCode.INVALID_CURSOR, () -> server.events("shipped", null, new Pages(2, page.nextCursor())));
    }

    @Test
    void aWaitThatIsOpenedWithTheEndOfItsRunIsNone() {
        Claim claim = worker.claim(start("order"));
        worker.reportOk(claim.waitStarted("shipped", 1, 1, null, Duration.ofMinutes(1)), claim.runFailed("no"));

        assertThat(publish("shipped", null, "1").wokenRuns()).isEmpty();
        assertThat(step(claim.runId(), "shipped", 1).until()).isNull();
        server.retry(claim.runId(), null);
        Claim again = worker.claim();
        assertThat(again.run().steps()).isEmpty();
        worker.reportOk(again.waitStarted("shipped", 1, 1, null, null));
        assertThat(read(claim.runId(), "shipped", 1)).isEqualTo("1");
    }

    @Test
    void aRunThatIsOverWaitsForNothing() {
        Claim claim = waiting("shipped", null, null);
        server.cancel(claim.runId(), new CancelRun(null, null));

        assertThat(publish("shipped", null, "1").wokenRuns()).isEmpty();
    }

    @Test
    void aRestartFromAStepReadsOnWhereItsSourceWas() {
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        aMoment();
        EventSnapshot first = publish("shipped", null, "1");
        publish("shipped", null, "2");
        worker.reportOk(claim.waitStarted("shipped", 1, 1, null, null));
        worker.reportOk(claim.stepCompleted("mail", 2, "1"), claim.runCompleted("true"));

        Claim anew = worker.claim(server.restart(run.runId(), new RestartRun(StepKey.of("mail", 1))));
        worker.reportOk(anew.waitStarted("shipped", 2, 2, null, null));
        Claim fromTheTop = worker.claim(server.restart(run.runId(), new RestartRun(null)));
        worker.reportOk(fromTheTop.waitStarted("shipped", 1, 1, null, null));

        assertThat(read(anew.runId(), "shipped", 2)).isEqualTo("2");
        assertThat(step(fromTheTop.runId(), "shipped", 1).status()).isEqualTo(StepStatus.WAITING);
        assertThat(server.event(first.eventId()).wokenRuns()).containsExactly(new Concerned(run.runId(), "order"));
    }
}
