package dev.kagzi.server.lease;

import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Report.NeedsAttention;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.Report.Progressed;
import dev.kagzi.protocol.worker.Report.Released;
import dev.kagzi.protocol.worker.Report.RunCompleted;
import dev.kagzi.protocol.worker.Report.RunFailed;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.protocol.worker.Report.StepFailed;
import dev.kagzi.protocol.worker.Report.Waiting;
import dev.kagzi.server.step.Step;
import dev.kagzi.server.step.StepRef;
import java.util.Map;
import java.util.Objects;

/** Tells whether a report under a claim that has ended is only said again: its effect is there, made by that same claim. */
record RepeatedReport(LockedRun run, Map<StepRef, Step> steps, LeaseToken token) {

    boolean isThere(Report report) {
        if (report instanceof OfStep ofStep) {
            Step step = steps.get(new StepRef(report.runId(), ofStep.step()));
            return step != null && step.claim() == token.claim() && isStepThere(ofStep, step);
        }
        if (token.claim() != run.claim() || run.claimEnd() == null) {
            return false;
        }
        ClaimEnd end = run.claimEnd();
        if (report instanceof Waiting) {
            return end == ClaimEnd.WAITING;
        } else if (report instanceof RunCompleted) {
            return end == ClaimEnd.COMPLETED;
        } else if (report instanceof RunFailed) {
            return end == ClaimEnd.FAILED;
        } else if (report instanceof NeedsAttention) {
            return end == ClaimEnd.NEEDS_ATTENTION;
        } else if (report instanceof Released) {
            return end == ClaimEnd.RELEASED;
        }
        return report instanceof Progressed && end.isReported();
    }

    private static boolean isStepThere(OfStep report, Step step) {
        if (report instanceof StepCompleted completed) {
            return step.status() == StepStatus.COMPLETED && Objects.equals(step.output(), completed.output());
        } else if (report instanceof StepFailed failed) {
            return failed.retryIn() == null ? step.status() == StepStatus.FAILED : step.attempts() >= failed.attempts();
        }
        return true;
    }
}
