package dev.kagzi.server.lease;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.step.Step;
import dev.kagzi.server.step.StepAttempt;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a group of reports makes of its run.
 *
 * @param newSteps steps that were not there
 * @param changedSteps steps that were there
 * @param attempts attempts of steps that take more than one
 * @param claimEnd how the claim ended, absent while the worker keeps the run
 * @param effects what happens beyond the run
 * @param hasOutcome whether anything was recorded that a next claim would not have to do again
 * @param isCompensable whether it has completed a step that can be undone
 * @param begun how it ends from now on, where it has begun to be undone
 */
record RunChange(
        LockedRun run,
        List<Step> newSteps,
        List<Step> changedSteps,
        List<StepAttempt> attempts,
        RunStatus status,
        @Nullable ClaimEnd claimEnd,
        @Nullable Instant dueAt,
        boolean hasResolved,
        boolean hasOutcome,
        boolean isCompensable,
        @Nullable RunEnding begun,
        @Nullable Payload progress,
        Map<String, String> tags,
        @Nullable Payload output,
        @Nullable Failure failure,
        Effects effects) {

    /** Whether its claim ended for good while waits may be open: those it had, or those of the same reports. */
    boolean leavesWaits() {
        return claimEnd != null
                && (begun != null || status != RunStatus.WAITING && status != RunStatus.PENDING)
                && (run.dueAt() != null || run.awaitsEvents() || steps().anyMatch(Step::isOpenWait));
    }

    /** Whether it goes on without standing in line. */
    boolean leavesPlace() {
        return claimEnd != null && status != RunStatus.PENDING;
    }

    /** What has to be written of it. */
    Kind kind() {
        boolean isPlain = begun == null
                && progress == null
                && tags.isEmpty()
                && effects.waits().isEmpty()
                && isCompensable == run.isCompensable()
                && (run.hasBranches() || !touchesBranches());
        if (isPlain && claimEnd == null && Objects.equals(dueAt, run.dueAt()) && hasResolved == run.hasResolved()) {
            return Kind.STEPS;
        }
        return isPlain && claimEnd == ClaimEnd.COMPLETED && status == RunStatus.COMPLETED
                ? Kind.COMPLETION
                : Kind.OTHER;
    }

    /** Whether it writes steps of branches. */
    boolean touchesBranches() {
        return steps().anyMatch(step -> step.key().branch() != null);
    }

    private Stream<Step> steps() {
        return Stream.concat(newSteps.stream(), changedSteps.stream());
    }

    /** The most frequent changes, and all others. */
    enum Kind {
        /** Nothing of the run's row but the number of its steps, and that it got on. */
        STEPS,
        /** It is completed, with an output and maybe more steps. */
        COMPLETION,
        OTHER
    }
}
