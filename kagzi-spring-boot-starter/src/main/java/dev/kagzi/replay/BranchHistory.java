package dev.kagzi.replay;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is recorded of one branch, by the number of the call. Where a retry has opened a step again there is a gap. */
final class BranchHistory {

    private final NavigableMap<Integer, HistoryStep> steps = new TreeMap<>();
    private final Map<StepKey, Integer> places = new HashMap<>();
    private int called;

    void put(HistoryStep step) {
        places.put(step.step(), step.position());
        steps.put(step.position(), step);
    }

    @Nullable HistoryStep get(StepKey key) {
        Integer place = places.get(key);
        return place == null ? null : steps.get(place);
    }

    Stream<HistoryStep> all() {
        return steps.values().stream();
    }

    /** The step that a call finds, from 1. */
    @Nullable HistoryStep at(int call) {
        return steps.get(call);
    }

    /** The first step that is recorded of later calls. */
    @Nullable HistoryStep after(int call) {
        Map.Entry<Integer, HistoryStep> next = steps.higherEntry(call);
        return next == null ? null : next.getValue();
    }

    /** Code of the branch has made this many calls, and more than any before it. */
    void called(int calls) {
        called = Math.max(called, calls);
    }

    Optional<Decision.Mismatch> uncalled() {
        return Optional.ofNullable(after(called)).map(left -> Decision.Mismatch.returned(left, called));
    }
}
