package dev.kagzi.worker;

import dev.kagzi.StepFailedException;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.Decision;
import dev.kagzi.replay.History;
import dev.kagzi.worker.Compensations.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes a run that does not complete. Its code is replayed up to where it had got, which gives the compensations their arguments; then
 * they are executed, whatever becomes of each of them.
 */
record RunUndoing(RunExecution execution) {

    private static final Logger log = LoggerFactory.getLogger(RunUndoing.class);

    /** @return what to report, or {@code null} when the execution has ended otherwise */
    @Nullable Report undo(BranchExecution.Code code) {
        replay(code);
        HeldRun run = execution.run();
        if (run.hasEnded()) {
            return null;
        }
        Optional<String> difference = difference();
        if (difference.isPresent()) {
            return needsAttention(difference.get());
        }
        List<String> failures = new ArrayList<>();
        try {
            compensate(failures);
        } catch (Throwable e) {
            if (!run.hasEnded()) {
                throw new IllegalStateException("The worker failed at the compensations of " + run, e);
            }
        }
        return run.hasEnded() ? null : end(failures);
    }

    /** What the code returns or throws is known already, or it has not come as far. */
    private void replay(BranchExecution.Code code) {
        try {
            execution.top().execute(code);
        } catch (Throwable thrown) {
            log.trace("The replay of {} has left", execution.run(), thrown);
        }
    }

    private Optional<String> difference() {
        return execution
                .top()
                .leftover()
                .map(Decision.Mismatch::message)
                .or(() -> execution
                        .compensations()
                        .missing(execution.run().history().use(History::compensable))
                        .map(RunUndoing::missing));
    }

    private static String missing(HistoryStep step) {
        return "The history has step '" + step.step() + "' at position " + step.position()
                + ", which is to be undone, but the code does not come to it or names no compensation for it.";
    }

    private void compensate(List<String> failures) throws Throwable {
        BranchExecution compensations = BranchExecution.ofCompensations(execution);
        compensations.execute(() -> {
            for (Found found : execution.compensations().inOrder()) {
                try {
                    compensations.compensate(found.undoing());
                } catch (StepFailedException e) {
                    failures.add("Step '" + found.step().step() + "' was not undone: " + e.getMessage() + ".");
                }
            }
            return null;
        });
    }

    private Report end(List<String> failures) {
        ClaimedRun claim = execution.run().claim();
        return failures.isEmpty()
                ? new Report.RunCompleted(claim.runId(), claim.leaseToken(), null)
                : new Report.RunFailed(
                        claim.runId(),
                        claim.leaseToken(),
                        Failure.of(FailureType.COMPENSATION_FAILED, String.join(" ", failures)));
    }

    private Report needsAttention(String difference) {
        ClaimedRun claim = execution.run().claim();
        return new Report.NeedsAttention(claim.runId(), claim.leaseToken(), Mismatches.failure(difference));
    }
}
