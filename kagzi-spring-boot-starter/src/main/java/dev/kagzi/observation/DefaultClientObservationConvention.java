package dev.kagzi.observation;

import dev.kagzi.observation.KagziObservation.ClientKeys;
import io.micrometer.common.KeyValues;

/** {@code kagzi.client}, as {@link KagziObservation#CLIENT} has it. */
public class DefaultClientObservationConvention implements ClientObservationConvention {

    @Override
    public String getName() {
        return "kagzi.client";
    }

    @Override
    public String getContextualName(ClientObservationContext context) {
        return "kagzi " + context.operation();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ClientObservationContext context) {
        return KeyValues.of(
                ClientKeys.OPERATION.withValue(context.operation()), ClientKeys.OUTCOME.withValue(context.outcome()));
    }
}
