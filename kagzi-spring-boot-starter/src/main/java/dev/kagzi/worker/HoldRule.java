package dev.kagzi.worker;

import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.History;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a run that can only wait keeps its thread, and with it its slot.
 *
 * @param threshold longest wait that is worth it
 * @param drain whether the worker drains
 */
record HoldRule(Duration threshold, Drain drain, Slots slots) {

    /** How much later than expected an outcome may come before the run is let go. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The time to wait for the first of these waits to end; nothing when the run is to be let go at once. */
    Optional<Duration> longest(Collection<HistoryStep> open, Instant now) {
        if (drain.hasBegun()) {
            return Optional.empty();
        }
        if (!open.stream().allMatch(History::isOpen)) {
            // One has ended meanwhile: the news of it are on their way to the thread of the run.
            return Optional.of(PATIENCE);
        }
        Optional<Duration> nearest = nearest(open, now).filter(wait -> wait.compareTo(threshold) <= 0);
        if (nearest.isPresent()) {
            return nearest.map(PATIENCE::plus);
        }
        return isWorthWhile(open) ? Optional.of(threshold) : Optional.empty();
    }

    /** Only time ends these waits. */
    private static Optional<Duration> nearest(Collection<HistoryStep> open, Instant now) {
        return open.stream()
                .filter(step -> step.kind() == StepKind.SLEEP || step.kind() == StepKind.STEP)
                .map(HistoryStep::until)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(until -> Duration.between(now, until))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    /** Whoever could end a wait may need a place here: in the last one a run would wait for what waits for it. */
    private boolean isWorthWhile(Collection<HistoryStep> open) {
        return open.stream()
                .anyMatch(step -> (step.kind() == StepKind.EVENT && slots.hasFree())
                        || (step.kind() == StepKind.CHILD
                                && slots.hasFree(step.step().name())));
    }
}
