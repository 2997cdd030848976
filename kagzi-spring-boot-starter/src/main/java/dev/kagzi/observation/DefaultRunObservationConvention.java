package dev.kagzi.observation;

import dev.kagzi.observation.KagziObservation.RunIdKeys;
import dev.kagzi.observation.KagziObservation.RunKeys;
import dev.kagzi.worker.RunOutcome;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/** {@code kagzi.run}, as {@link KagziObservation#RUN} has it. */
public class DefaultRunObservationConvention implements RunObservationConvention {

    @Override
    public String getName() {
        return "kagzi.run";
    }

    @Override
    public String getContextualName(RunObservationContext context) {
        return "run " + context.run().workflow();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RunObservationContext context) {
        RunOutcome outcome = context.outcome();
        return KeyValues.of(
                RunKeys.NAMESPACE.withValue(context.run().namespace()),
                RunKeys.WORKFLOW.withValue(context.run().workflow()),
                RunKeys.VERSION.withValue(Integer.toString(context.run().version())),
                RunKeys.OUTCOME.withValue(
                        outcome == null ? "none" : outcome.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RunObservationContext context) {
        return KeyValues.of(RunIdKeys.RUN.withValue(context.run().runId()));
    }
}
