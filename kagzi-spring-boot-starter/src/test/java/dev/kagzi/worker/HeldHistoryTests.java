package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.History;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldHistoryTests {

    private static final StepKey KEY = new StepKey("items#1/0", "a", 1);

    private final Monitor monitor = new Monitor();
    private final HeldHistory held = new HeldHistory(monitor, monitor.waiters());

    private static HistoryStep step(StepKind kind, StepStatus status, int attempts, Instant until) {
        Payload output = status == StepStatus.COMPLETED ? Payload.of("1") : null;
        return new HistoryStep(KEY, 1, kind, status, output, null, attempts, until, null);
    }

    private static HistoryStep sleep(StepStatus status) {
        return step(StepKind.SLEEP, status, 0, status == StepStatus.WAITING ? Instant.EPOCH : null);
    }

    private static HistoryStep retry(int attempts, Instant until) {
        return step(StepKind.STEP, StepStatus.WAITING, attempts, until);
    }

    @Test
    void anOutcomeIsNewsOnce() {
        held.begin(new History(List.of(sleep(StepStatus.WAITING))));

        assertThat(held.resolved(KEY)).isNull();
        assertThat(held.resolve(sleep(StepStatus.COMPLETED))).isTrue();
        assertThat(held.resolve(sleep(StepStatus.COMPLETED))).isFalse();
        assertThat(held.resolved(KEY)).isEqualTo(sleep(StepStatus.COMPLETED));
        assertThat(held.takeResolved()).containsExactly(KEY);
        assertThat(held.takeResolved()).isEmpty();
    }

    @Test
    void anOutcomeThatComesBeforeTheHistoryIsNotLost() {
        assertThat(held.resolve(sleep(StepStatus.COMPLETED))).isTrue();
        assertThat(held.resolve(sleep(StepStatus.COMPLETED))).isFalse();
        held.begin(new History(List.of(sleep(StepStatus.WAITING))));

        assertThat(held.resolved(KEY)).isEqualTo(sleep(StepStatus.COMPLETED));
        assertThat(held.resolve(sleep(StepStatus.COMPLETED))).isFalse();
    }

    @Test
    void theEndOfAnEarlierPauseDoesNotEndALaterOne() {
        held.begin(new History(List.of(retry(1, Instant.EPOCH))));
        assertThat(held.resolve(retry(1, null))).isTrue();
        held.record(retry(2, Instant.EPOCH));

        assertThat(held.resolve(retry(1, null))).isFalse();
        assertThat(held.resolved(KEY)).isNull();
        assertThat(held.resolve(retry(2, null))).isTrue();
    }

    @Test
    void whatIsNoWaitOfTheRunIsNoNews() {
        held.begin(new History(List.of()));

        assertThat(held.resolve(sleep(StepStatus.COMPLETED))).isFalse();
        assertThat(held.step(KEY)).isNull();
    }

    @Test
    void aWaitForAnEventOrAChildIsOpenWithoutAnEnd() {
        for (StepKind kind : List.of(StepKind.EVENT, StepKind.CHILD)) {
            held.begin(new History(List.of(step(kind, StepStatus.WAITING, 0, null))));

            assertThat(held.resolved(KEY)).isNull();
            assertThat(held.resolve(step(kind, StepStatus.COMPLETED, 0, null))).isTrue();
        }
    }
}
