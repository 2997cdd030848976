package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldRuleTests {

    private static final Instant NOW = Instant.EPOCH;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Drain drain = new Drain();
    private final Slots slots = slots();
    private final HoldRule rule = new HoldRule(Duration.ofSeconds(2), drain, slots);

    private static Slots slots() {
        DeclaredBeans declared = new DeclaredBeans(text -> text);
        declared.add("first", WorkerHarness.First.class);
        declared.add("second", WorkerHarness.Second.class);
        WorkerSettings settings = new WorkerSettings(3, List.of(), Duration.ZERO, Duration.ZERO);
        Slots slots = new Slots(3, OfferedWorkflows.of(declared.resolve(DefinitionSettings.NONE), settings));
        slots.take("first");
        return slots;
    }

    private static HistoryStep open(StepKind kind, String name, Duration until) {
        Instant end = until == null ? null : NOW.plus(until);
        return new HistoryStep(StepKey.of(name, 1), 1, kind, StepStatus.WAITING, null, null, 0, end, null);
    }

    private static HistoryStep sleep(String duration) {
        return open(StepKind.SLEEP, "sleep", Duration.parse(duration));
    }

    @Test
    void aShortSleepIsHeldSomewhatLongerThanItTakes() {
        assertThat(rule.longest(List.of(sleep("PT1.5S")), NOW)).hasValue(PATIENCE.plusMillis(1500));
        assertThat(rule.longest(List.of(sleep("PT-1S")), NOW)).hasValue(PATIENCE);
    }

    @Test
    void aLongOneIsNot() {
        assertThat(rule.longest(List.of(sleep("PT2.001S")), NOW)).isEmpty();
    }

    @Test
    void theNearestEndCounts() {
        HistoryStep retry = open(StepKind.STEP, "flaky", Duration.ofSeconds(1));

        assertThat(rule.longest(List.of(sleep("PT1H"), retry), NOW)).hasValue(PATIENCE.plusSeconds(1));
    }

    @Test
    void anEventMayComeAnyMomentWhileThereIsAPlaceForWhoeverEmitsIt() {
        HistoryStep event = open(StepKind.EVENT, "paid", Duration.ofDays(3));
        assertThat(rule.longest(List.of(sleep("PT1H"), event), NOW)).hasValue(Duration.ofSeconds(2));
        slots.take("first");
        slots.take("first");

        assertThat(rule.longest(List.of(event), NOW)).isEmpty();
    }

    @Test
    void aChildNeedsAPlaceOfItsWorkflow() {
        HistoryStep child = open(StepKind.CHILD, "second", null);
        HistoryStep elsewhere = open(StepKind.CHILD, "ship", null);
        assertThat(rule.longest(List.of(child), NOW)).hasValue(Duration.ofSeconds(2));
        slots.take("second");

        assertThat(rule.longest(List.of(child), NOW)).isEmpty();
        assertThat(rule.longest(List.of(elsewhere), NOW)).hasValue(Duration.ofSeconds(2));
    }

    @Test
    void aWaitThatHasEndedMeanwhileIsNoReasonToLetGo() {
        HistoryStep ended = new HistoryStep(
                StepKey.of("sleep", 1), 1, StepKind.SLEEP, StepStatus.COMPLETED, null, null, 0, null, null);

        assertThat(rule.longest(List.of(sleep("PT1H"), ended), NOW)).hasValue(PATIENCE);
    }

    @Test
    void aWorkerThatDrainsHoldsNothing() {
        drain.begin();

        assertThat(rule.longest(List.of(sleep("PT1S")), NOW)).isEmpty();
    }
}
