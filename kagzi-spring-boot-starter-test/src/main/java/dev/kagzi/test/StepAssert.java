package dev.kagzi.test;

import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import org.assertj.core.api.AbstractAssert;

/** Asks for a step of a run. */
public final class StepAssert extends AbstractAssert<StepAssert, StepSnapshot> {

    private final RunAssert run;

    StepAssert(StepSnapshot step, RunAssert run) {
        super(step, StepAssert.class);
        this.run = run;
    }

    /** The step was attempted so many times, the first one included. Crashes do not count. */
    public StepAssert attempted(int times) {
        if (actual.attempts() != times) {
            failWithMessage(
                    "Expected step '%s' to have been attempted %d times, but it was %d times",
                    actual.step(), times, actual.attempts());
        }
        return this;
    }

    /** The step is completed. */
    public StepAssert completed() {
        return hasStatus(StepStatus.COMPLETED);
    }

    /** The step has failed for good. */
    public StepAssert failed() {
        return hasStatus(StepStatus.FAILED);
    }

    private StepAssert hasStatus(StepStatus status) {
        if (actual.status() != status) {
            failWithMessage("Expected step '%s' to be %s, but it is %s", actual.step(), status, actual.status());
        }
        return this;
    }

    /** Another step of the same run, as {@link RunAssert#step(String)} gives it. */
    public StepAssert step(String key) {
        return run.step(key);
    }

    /** Back to the run. */
    public RunAssert run() {
        return run;
    }
}
