package dev.kagzi.replay;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is recorded of one run, branch by branch. It grows while the run is executed. Guarded by its owner. */
public final class History {

    /** Where compensations are recorded. Branches of the code have a number in their name. */
    public static final String COMPENSATIONS = "compensation";

    /** Where it is recorded which of its changes a run has met. */
    public static final String CHANGES = "changes";

    private static final String TOP = "";
    private static final Set<String> NOT_CALLED = Set.of(COMPENSATIONS, CHANGES);

    private final Map<String, BranchHistory> branches = new HashMap<>();

    /** @param steps all recorded and waiting steps of the run, in any order */
    public History(Collection<HistoryStep> steps) {
        List<HistoryStep> inOrder = new ArrayList<>(steps);
        inOrder.sort(Comparator.comparingInt(HistoryStep::position));
        inOrder.forEach(this::record);
    }

    /** Whether the wait of a step is open: the code cannot go on from it. */
    public static boolean isOpen(HistoryStep step) {
        // Between two attempts of a step there is a wait only while its pause has an end.
        boolean isAttempted = step.kind() == StepKind.STEP || step.kind() == StepKind.COMPENSATION;
        return step.status() == StepStatus.WAITING && (!isAttempted || step.until() != null);
    }

    /**
     * Walks through a branch from its top.
     *
     * @param branch the branch, {@code null} at the top
     */
    public BranchReplay replay(@Nullable String branch) {
        return new BranchReplay(branch, of(branch));
    }

    /** Takes up a step, or what has become of it. */
    public void record(HistoryStep step) {
        of(step.step().branch()).put(step);
    }

    /** Takes up the outcome of an open wait; says whether it is news, for the same one may come several times. */
    public boolean resolve(HistoryStep outcome) {
        HistoryStep step = step(outcome.step());
        boolean news = step != null && isOpen(step) && !isOpen(outcome) && outcome.attempts() >= step.attempts();
        if (news) {
            record(outcome);
        }
        return news;
    }

    /** The step as it stands, or {@code null} when nothing of it is recorded. */
    public @Nullable HistoryStep step(StepKey key) {
        return of(key.branch()).get(key);
    }

    /** The mismatch, if any, when the run ends now: what is recorded of each branch has to have been called. */
    public Optional<Decision.Mismatch> end() {
        return branches.entrySet().stream()
                .filter(branch -> !NOT_CALLED.contains(branch.getKey()))
                .flatMap(branch -> branch.getValue().uncalled().stream())
                .findFirst();
    }

    /** The steps that are to be undone when the run does not complete. */
    public List<HistoryStep> compensable() {
        return branches.values().stream()
                .flatMap(BranchHistory::all)
                .filter(step -> step.completedAt() != null)
                .toList();
    }

    /** What is recorded of a branch, in order. */
    public List<HistoryStep> steps(String branch) {
        return of(branch).all().toList();
    }

    private BranchHistory of(@Nullable String branch) {
        return branches.computeIfAbsent(branch == null ? TOP : branch, b -> new BranchHistory());
    }
}
