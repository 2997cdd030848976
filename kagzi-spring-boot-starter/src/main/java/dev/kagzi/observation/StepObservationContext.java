package dev.kagzi.observation;

import dev.kagzi.worker.StepAttempt;
import io.micrometer.observation.Observation;

/** What is known of an attempt of a step that is observed. */
public final class StepObservationContext extends Observation.Context {

    private final StepAttempt attempt;

    StepObservationContext(StepAttempt attempt) {
        this.attempt = attempt;
    }

    /** The attempt, which only who observes it may proceed with. */
    public StepAttempt attempt() {
        return attempt;
    }
}
