package dev.kagzi.replay;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One walk through a branch from its top: the n-th call has to be the n-th recorded step. Guarded by the owner of its history. */
public final class BranchReplay {

    private final @Nullable String branch;
    private final BranchHistory history;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private int calls;

    BranchReplay(@Nullable String branch, BranchHistory history) {
        this.branch = branch;
        this.history = history;
    }

    /** The branch, {@code null} at the top. */
    public @Nullable String branch() {
        return branch;
    }

    /** Decides about the next call. */
    public Decision next(String name, StepKind kind) {
        StepKey key = new StepKey(branch, name, occurrences.merge(name, 1, Integer::sum));
        int position = ++calls;
        HistoryStep recorded = history.at(position);
        history.called(position);
        if (recorded == null) {
            return new Decision.Execute(key, position, 1);
        }
        if (!recorded.step().equals(key) || recorded.kind() != kind) {
            return Decision.Mismatch.called(recorded, kind, key, position);
        }
        return standing(recorded);
    }

    /** Whether calls have been recorded that are still to come. */
    public boolean hasHistoryLeft() {
        return history.after(calls) != null;
    }

    /** The mismatch, if any, when the code returns now: every recorded call has to have been made. */
    public Optional<Decision.Mismatch> end() {
        return Optional.ofNullable(history.after(calls)).map(left -> Decision.Mismatch.returned(left, calls));
    }

    private static Decision standing(HistoryStep recorded) {
        if (recorded.status().isRecorded()) {
            return new Decision.Recorded(recorded);
        }
        return History.isOpen(recorded)
                ? new Decision.WaitIsOpen(recorded)
                : new Decision.Execute(recorded.step(), recorded.position(), recorded.attempts() + 1);
    }
}
