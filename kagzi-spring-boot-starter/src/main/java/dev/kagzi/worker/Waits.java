package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.List;

/** Open waits of one branch: at the top a short one keeps the thread until the server says that it is over, all others leave. */
final class Waits {

    private final RunExecution execution;
    private final BranchExecution branch;

    Waits(RunExecution execution, BranchExecution branch) {
        this.execution = execution;
        this.branch = branch;
    }

    /**
     * Returns when the wait of a step, whose report has been added, is over.
     *
     * @throws Unwinding when the code has to leave for it
     */
    HistoryStep pass(StepKey step) {
        HeldRun run = execution.run();
        HistoryStep open = run.history().step(step);
        if (branch.isTop() && !branch.onlyReplays() && open != null) {
            HistoryStep outcome = execution
                    .holding()
                    .await(List.of(open), () -> run.history().resolved(step))
                    .orElse(null);
            run.checkpoint();
            if (outcome != null) {
                return outcome;
            }
        }
        throw leave(step);
    }

    /** Leaves where there is no history left, when the run is being undone. */
    Unwinding stop() {
        return branch.leave(new Pause.AtTheEnd());
    }

    /** Leaves until the wait is over. */
    Unwinding leave(StepKey step) {
        if (!branch.isTop()) {
            // The others may go on for long; at the top it shares the request that lets the run go.
            execution.reports().flush();
        }
        return branch.leave(new Pause.ForStep(step));
    }
}
