package dev.kagzi.replay;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One branch: the n-th call has to be the n-th recorded step. */
final class BranchReplay {

    private final @Nullable String branch;
    private final List<HistoryStep> history;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private int calls;

    /** @param history in the order of the positions */
    BranchReplay(@Nullable String branch, List<HistoryStep> history) {
        this.branch = branch;
        this.history = history;
    }

    Decision next(String name, StepKind kind) {
        StepKey key = new StepKey(branch, name, occurrences.merge(name, 1, Integer::sum));
        int position = ++calls;
        if (position > history.size()) {
            return new Decision.Execute(key, position, 1);
        }
        HistoryStep recorded = history.get(position - 1);
        if (!recorded.step().equals(key) || recorded.kind() != kind || recorded.position() != position) {
            return new Decision.Mismatch("The history has " + described(recorded) + ", but the code calls "
                    + described(kind, key, position) + ".");
        }
        return standing(recorded);
    }

    boolean hasHistoryLeft() {
        return calls < history.size();
    }

    Decision.Mismatch leftover() {
        return new Decision.Mismatch("The history has " + described(history.get(calls))
                + ", but the code returns after " + calls + " calls.");
    }

    private static Decision standing(HistoryStep recorded) {
        if (recorded.status().isRecorded()) {
            return new Decision.Recorded(recorded);
        }
        boolean mayGoOn = recorded.kind() != StepKind.SLEEP
                && (recorded.status() != StepStatus.WAITING || recorded.until() == null);
        return mayGoOn
                ? new Decision.Execute(recorded.step(), recorded.position(), recorded.attempts() + 1)
                : new Decision.WaitIsOpen(recorded);
    }

    private static String described(HistoryStep step) {
        return described(step.kind(), step.step(), step.position());
    }

    private static String described(StepKind kind, StepKey key, int position) {
        return kind + " '" + key + "' at position " + position;
    }
}
