package dev.kagzi.observation;

import dev.kagzi.observation.KagziObservation.StepIdKeys;
import dev.kagzi.observation.KagziObservation.StepKeys;
import dev.kagzi.worker.ExecutedRun;
import io.micrometer.common.KeyValues;

/** {@code kagzi.step}, as {@link KagziObservation#STEP} has it. */
public class DefaultStepObservationConvention implements StepObservationConvention {

    @Override
    public String getName() {
        return "kagzi.step";
    }

    @Override
    public String getContextualName(StepObservationContext context) {
        return "step " + context.attempt().step();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(StepObservationContext context) {
        ExecutedRun run = context.attempt().run();
        return KeyValues.of(
                StepKeys.NAMESPACE.withValue(run.namespace()),
                StepKeys.WORKFLOW.withValue(run.workflow()),
                StepKeys.STEP.withValue(context.attempt().step()),
                StepKeys.OUTCOME.withValue(context.getError() == null ? "completed" : "failed"));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(StepObservationContext context) {
        return KeyValues.of(
                StepIdKeys.RUN.withValue(context.attempt().run().runId()),
                StepIdKeys.ATTEMPT.withValue(
                        Integer.toString(context.attempt().context().attempt())));
    }
}
