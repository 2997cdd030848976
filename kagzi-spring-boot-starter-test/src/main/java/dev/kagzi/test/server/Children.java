package dev.kagzi.test.server;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.test.server.StoredRun.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts children, and tells their parents how they have ended. */
final class Children {

    private final State state;
    private final RunStarts starts;
    private final List<ChildWait> waits = new ArrayList<>();

    Children(State state, RunStarts starts) {
        this.state = state;
        this.starts = starts;
    }

    /** A step that waits for the outcome of a run. */
    private record ChildWait(StoredRun parent, StepKey step, StoredRun child) {}

    /** A child that a step starts. */
    record ChildStart(
            StoredRun parent,
            StepKey step,
            UUID childRunId,
            String workflow,
            @Nullable String id,
            @Nullable Payload input,
            @Nullable String inputHash,
            @Nullable String limitKey) {}

    /** One that cannot be started fails its step. */
    void start(ChildStart start, Instant now) {
        try {
            StoredRun child = starts.start(
                            start.childRunId(),
                            start.workflow(),
                            start.id(),
                            start.limitKey(),
                            Origin.childOf(start.parent().runId),
                            Payloads.input(start.input(), start.inputHash()))
                    .run();
            child.awaited = true;
            waits.add(new ChildWait(start.parent(), start.step(), child));
            start.parent().steps.computeIfPresent(start.step(), (key, step) -> step.linkedTo(child.runId));
        } catch (RefusedException e) {
            Problem problem = e.problem();
            start.parent().steps.computeIfPresent(start.step(), (key, step) -> step.linkedTo(null));
            end(start.parent(), start.step(), StepStatus.FAILED, null, named(problem.code(), problem.detail()), now);
            Waking.wake(start.parent(), now);
        }
    }

    private static Failure named(String type, @Nullable String message) {
        return new Failure(type, message, null, null, null, null);
    }

    private static void end(
            StoredRun run,
            StepKey key,
            StepStatus as,
            @Nullable Payload output,
            @Nullable Failure failure,
            Instant now) {
        run.steps.computeIfPresent(
                key,
                (same, step) -> step.status() == StepStatus.WAITING
                        ? step.ended(as, output, failure, now, run.isHeld())
                        : step);
    }

    /** Tells parents of children that have finished. */
    void tellOutcomes() {
        Instant now = state.now();
        List<ChildWait> told =
                waits.stream().filter(wait -> wait.child().isFinished()).toList();
        for (ChildWait wait : told) {
            wait.child().awaited = false;
            tell(wait, now);
            if (wait.parent().isOpen()) {
                Waking.wake(wait.parent(), now);
            }
        }
        waits.removeAll(told);
    }

    private static void tell(ChildWait wait, Instant now) {
        StoredRun child = wait.child();
        if (child.status == RunStatus.COMPLETED) {
            Payload output = child.output == null ? null : child.output.encodedFor(child.runId);
            end(wait.parent(), wait.step(), StepStatus.COMPLETED, output, null, now);
        } else {
            end(wait.parent(), wait.step(), StepStatus.FAILED, null, failure(child), now);
        }
    }

    private static Failure failure(StoredRun child) {
        if (child.status == RunStatus.CANCELLED) {
            String reason = child.transitions.get(child.transitions.size() - 1).reason();
            return Failure.of(
                    FailureType.RUN_CANCELLED,
                    "The child run '" + child.runId + "' was cancelled" + (reason == null ? "." : ": " + reason));
        }
        return Objects.requireNonNullElse(child.failure, Failure.of(FailureType.UNKNOWN, "No failure was recorded."));
    }

    /** Those that these runs have started and that are not finished. */
    List<StoredRun> open(List<StoredRun> parents) {
        List<UUID> ids = parents.stream().map(parent -> parent.runId).toList();
        return state.runs.values().stream()
                .filter(run -> ids.contains(run.origin.parentRunId()) && !run.isFinished())
                .toList();
    }

    void reset() {
        waits.clear();
    }
}
