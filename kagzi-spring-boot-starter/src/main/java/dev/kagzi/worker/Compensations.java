package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a replay has found that is to be undone. All threads of the run add to it. */
final class Compensations {

    /** The last one to complete comes first. Of those that completed together, in one branch the later call. */
    private static final Comparator<Found> ORDER = Comparator.comparing(Found::completedAt)
            .thenComparing(found -> found.step().position())
            .thenComparing(found -> found.step().step().toString())
            .reversed();

    private final List<Found> found = new ArrayList<>();

    /** @param undoing undoes the step, if it is one that the history marks for it */
    synchronized void add(HistoryStep step, CalledStep undoing) {
        Instant completedAt = step.completedAt();
        if (completedAt != null && found.stream().noneMatch(other -> other.isOf(step.step()))) {
            found.add(new Found(step, completedAt, undoing));
        }
    }

    /** In the order in which they are to be executed. */
    synchronized List<Found> inOrder() {
        return found.stream().sorted(ORDER).toList();
    }

    /** A step that the history marks to be undone and that the replay has not found. */
    synchronized Optional<HistoryStep> missing(List<HistoryStep> marked) {
        Set<StepKey> keys = found.stream().map(one -> one.step().step()).collect(Collectors.toSet());
        return marked.stream().filter(step -> !keys.contains(step.step())).findFirst();
    }

    /** A step that has completed, and what undoes it. */
    record Found(HistoryStep step, Instant completedAt, CalledStep undoing) {

        private boolean isOf(StepKey key) {
            return step.step().equals(key);
        }
    }
}
