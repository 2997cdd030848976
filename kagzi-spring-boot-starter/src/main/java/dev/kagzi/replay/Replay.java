package dev.kagzi.replay;

import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks through the history of one run as its code is executed. Used by one thread. */
public final class Replay {

    private static final String TOP = "";

    private final Map<String, BranchReplay> branches = new HashMap<>();

    /** @param history all recorded and waiting steps of the run, in any order */
    public Replay(List<HistoryStep> history) {
        Map<String, List<HistoryStep>> byBranch = new HashMap<>();
        for (HistoryStep step : history) {
            byBranch.computeIfAbsent(nameOf(step.step().branch()), b -> new ArrayList<>())
                    .add(step);
        }
        byBranch.forEach((branch, steps) -> {
            steps.sort(Comparator.comparingInt(HistoryStep::position));
            branches.put(branch, new BranchReplay(branch.isEmpty() ? null : branch, steps));
        });
    }

    /**
     * Decides about the next call of a branch.
     *
     * @param branch the branch, {@code null} at the top
     */
    public Decision next(@Nullable String branch, String name, StepKind kind) {
        return branches.computeIfAbsent(nameOf(branch), b -> new BranchReplay(branch, List.of()))
                .next(name, kind);
    }

    /** Whether the branch's next call has a history. */
    public boolean hasHistoryLeft(@Nullable String branch) {
        BranchReplay replay = branches.get(nameOf(branch));
        return replay != null && replay.hasHistoryLeft();
    }

    /** The mismatch, if any, when the code returns now: every recorded call has to have been made. */
    public Optional<Decision.Mismatch> end() {
        return branches.values().stream()
                .filter(BranchReplay::hasHistoryLeft)
                .findFirst()
                .map(BranchReplay::leftover);
    }

    private static String nameOf(@Nullable String branch) {
        return branch == null ? TOP : branch;
    }
}
