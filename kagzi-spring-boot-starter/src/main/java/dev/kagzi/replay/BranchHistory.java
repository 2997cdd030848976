package dev.kagzi.replay;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is recorded of one branch, in the order of the calls. */
final class BranchHistory {

    private final List<HistoryStep> steps = new ArrayList<>();
    private final Map<StepKey, Integer> places = new HashMap<>();
    private int called;

    /** A step that is new comes after all others. */
    void put(HistoryStep step) {
        Integer place = places.putIfAbsent(step.step(), steps.size());
        if (place == null) {
            steps.add(step);
        } else {
            steps.set(place, step);
        }
    }

    @Nullable HistoryStep get(StepKey key) {
        Integer place = places.get(key);
        return place == null ? null : steps.get(place);
    }

    Stream<HistoryStep> all() {
        return steps.stream();
    }

    /** The step that a call finds, from 1. */
    @Nullable HistoryStep at(int call) {
        return call > steps.size() ? null : steps.get(call - 1);
    }

    /** Code of the branch has made this many calls, and more than any before it. */
    void called(int calls) {
        called = Math.max(called, calls);
    }

    Optional<Decision.Mismatch> uncalled() {
        return Optional.ofNullable(at(called + 1)).map(left -> Decision.Mismatch.returned(left, called));
    }
}
