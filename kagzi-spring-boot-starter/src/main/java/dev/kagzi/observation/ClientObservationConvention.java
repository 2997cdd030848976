package dev.kagzi.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How the observation of a request of the client is called and what it says. A bean of this type takes the place of the default. */
public interface ClientObservationConvention extends ObservationConvention<ClientObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ClientObservationContext;
    }
}
