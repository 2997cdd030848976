package dev.kagzi.test;

import dev.kagzi.client.Run;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.test.engine.TestEngine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Asks for a run as it stands once no run can go on by itself. */
public final class RunAssert extends AbstractAssert<RunAssert, Run<?>> {

    private @Nullable RunSnapshot settled;

    RunAssert(Run<?> run) {
        super(run, RunAssert.class);
    }

    /** The run, as it stood when it was first asked for. */
    private RunSnapshot run() {
        isNotNull();
        if (settled == null) {
            settled = TestEngine.settled(actual.runId());
        }
        return settled;
    }

    /** The run is completed. */
    public RunAssert completed() {
        return hasStatus(RunStatus.COMPLETED);
    }

    /** The run is completed, with a result that is equal to this one. */
    public RunAssert completedWith(@Nullable Object result) {
        completed();
        Object actualResult = actual.result();
        if (!Objects.equals(actualResult, result)) {
            failWithMessage("Expected the result of %s to be\n  %s\nbut it is\n  %s", name(), result, actualResult);
        }
        return this;
    }

    /** The run has failed for good. */
    public RunAssert failed() {
        return hasStatus(RunStatus.FAILED);
    }

    /**
     * The run has failed for good, and what is said of it contains this text.
     *
     * @param text of the failure's type or message
     */
    public RunAssert failedWith(String text) {
        failed();
        Failure failure = run().failure();
        if (failure == null || !(failure.type() + ": " + failure.message()).contains(text)) {
            failWithMessage("Expected the failure of %s to contain\n  \"%s\"\nbut it is\n  %s", name(), text, failure);
        }
        return this;
    }

    /** The run is cancelled. */
    public RunAssert cancelled() {
        return hasStatus(RunStatus.CANCELLED);
    }

    /** The run waits: for time, an event or a child. */
    public RunAssert waiting() {
        return hasStatus(RunStatus.WAITING);
    }

    /**
     * The run waits for this, before anything else it waits for.
     *
     * @param name of a sleep, an event or a child's workflow
     */
    public RunAssert waitingFor(String name) {
        waiting();
        WaitingFor waitingFor = run().waitingFor();
        String actualName = waitingFor == null ? null : waitingFor.name();
        if (actualName == null || !actualName.equals(name) && !actualName.endsWith("/" + name)) {
            failWithMessage("Expected %s to wait for '%s', but it waits for %s", name(), name, waitingFor);
        }
        return this;
    }

    /** The run needs attention: its code does not fit its history, or its workers crash. */
    public RunAssert needsAttention() {
        return hasStatus(RunStatus.NEEDS_ATTENTION);
    }

    /** The run stands here. */
    public RunAssert hasStatus(RunStatus expected) {
        RunSnapshot run = run();
        if (run.status() != expected) {
            failWithMessage("Expected %s to be %s, but it is\n%s", name(), expected, described(run));
        }
        return this;
    }

    /**
     * A step that the run has called.
     *
     * @param key its name as in {@code charge}; further uses as in {@code charge#2}, those in branches as in {@code items#1/0/charge}
     */
    public StepAssert step(String key) {
        return find(key).map(step -> new StepAssert(step, this)).orElseGet(() -> {
            failWithMessage("Expected %s to have called step '%s', but it has not:\n%s", name(), key, described(run()));
            throw new IllegalStateException("failWithMessage returned");
        });
    }

    /** The run has not called this step. */
    public RunAssert hasNoStep(String key) {
        if (find(key).isPresent()) {
            failWithMessage("Expected %s not to have called step '%s', but it has:\n%s", name(), key, described(run()));
        }
        return this;
    }

    /** The steps that the run has called, in the order of their calls: those of its top first, then those of each branch. */
    public RunAssert hasSteps(String... keys) {
        List<String> called =
                steps().stream().map(step -> step.step().toString()).toList();
        if (!called.equals(List.of(keys))) {
            failWithMessage("Expected %s to have called\n  %s\nbut it has called\n  %s", name(), List.of(keys), called);
        }
        return this;
    }

    private List<StepSnapshot> steps() {
        return Objects.requireNonNullElse(run().steps(), List.of());
    }

    private Optional<StepSnapshot> find(String key) {
        return steps().stream()
                .filter(step -> step.step().toString().equals(key))
                .findFirst();
    }

    private String name() {
        return "run " + run().runId() + " of '" + run().workflow() + "'";
    }

    private String described(RunSnapshot run) {
        String steps = steps().stream()
                .map(step -> "  " + step.step() + " (" + step.kind() + "): " + step.status()
                        + (step.attempts() > 0 ? ", attempts: " + step.attempts() : "")
                        + (step.failure() == null ? "" : ", " + text(step.failure())))
                .collect(Collectors.joining("\n"));
        return "  " + run.status()
                + (run.waitingFor() == null ? "" : ", waiting for " + run.waitingFor())
                + (run.failure() == null ? "" : ", " + text(run.failure()))
                + (steps.isEmpty() ? "\n  and has called no step" : "\n" + steps);
    }

    private static String text(Failure failure) {
        return failure.type() + ": " + failure.message();
    }
}
