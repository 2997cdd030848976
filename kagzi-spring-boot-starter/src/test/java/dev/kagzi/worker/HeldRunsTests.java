package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.replay.History;
import dev.kagzi.worker.HeldRuns.News;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two polls, 1 and 2, are on the wire: the second brings a claim, and the answer to the first tells of it. */
class HeldRunsTests {

    private static final StepKey NAP = StepKey.of("nap", 1);

    private final ManualClock clock = new ManualClock();
    private final HeldRuns runs = new HeldRuns(clock);
    private final FakeRun run = new FakeRun("first", Payload.of("1"));

    private HeldRun claim(long number) {
        run.claim = number;
        HeldRun held = new HeldRun(run.claimed(FakeServer.LEASE), clock.nanoTime() + FakeServer.LEASE.toNanos(), clock);
        held.history().begin(new History(List.of(nap(StepStatus.WAITING))));
        return held;
    }

    private static HistoryStep nap(StepStatus status) {
        Instant until = status == StepStatus.WAITING ? Instant.EPOCH : null;
        return new HistoryStep(NAP, 1, StepKind.SLEEP, status, null, null, 0, until, null);
    }

    private List<Resolved> outcome(long claim) {
        return List.of(new Resolved(run.runId, claim, nap(StepStatus.COMPLETED)));
    }

    private boolean tell(List<Resolved> outcomes, List<EndedClaim> ended) {
        return runs.tell(News.of(outcomes, ended));
    }

    private void bothOnTheWire() {
        runs.sent(1);
        runs.sent(2);
    }

    @Test
    void anOutcomeThatOvertakesItsClaimIsKeptForIt() {
        HeldRun held = claim(1);
        bothOnTheWire();

        runs.take(List.of(), 1);
        assertThat(tell(outcome(1), List.of())).isFalse();
        runs.take(List.of(held), 2);
        assertThat(tell(List.of(), List.of())).isTrue();

        assertThat(held.history().resolved(NAP)).isEqualTo(nap(StepStatus.COMPLETED));
        assertThat(tell(outcome(1), List.of())).isFalse();
    }

    @Test
    void theEndOfAClaimThatOvertakesItIsKeptForIt() {
        HeldRun held = claim(1);
        bothOnTheWire();

        runs.take(List.of(), 1);
        assertThat(tell(List.of(), List.of(new EndedClaim(run.runId, 1)))).isFalse();
        runs.take(List.of(held), 2);
        assertThat(tell(List.of(), List.of())).isTrue();

        assertThat(held.isLost()).isTrue();
        assertThat(runs.all()).isEmpty();
    }

    @Test
    void whatIsToldOfAnotherClaimOfTheRunIsNot() {
        HeldRun held = claim(2);
        bothOnTheWire();

        runs.take(List.of(), 1);
        tell(outcome(1), List.of(new EndedClaim(run.runId, 1)));
        runs.take(List.of(held), 2);
        assertThat(tell(List.of(), List.of())).isFalse();

        assertThat(held.history().resolved(NAP)).isNull();
        assertThat(held.isLost()).isFalse();
    }

    @Test
    void nothingIsKeptOnceThesePollsAreAnswered() {
        HeldRun held = claim(1);
        bothOnTheWire();

        runs.take(List.of(), 1);
        tell(outcome(1), List.of());
        runs.take(List.of(), 2);
        tell(List.of(), List.of());
        runs.sent(3);
        runs.take(List.of(held), 3);

        assertThat(tell(List.of(), List.of())).isFalse();
        assertThat(held.history().resolved(NAP)).isNull();
    }

    @Test
    void anOutcomeThatIsMissingIsNoEndOfAClaim() {
        List<Resolved> without = List.of(new Resolved(run.runId, 1, null));

        assertThatThrownBy(() -> News.of(without, List.of())).isInstanceOf(NullPointerException.class);
    }
}
