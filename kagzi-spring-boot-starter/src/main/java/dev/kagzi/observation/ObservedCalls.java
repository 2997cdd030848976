package dev.kagzi.observation;

import dev.kagzi.transport.ServerProblemException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Observes requests of the client. */
record ObservedCalls(ObservationRegistry registry, @Nullable ClientObservationConvention convention) {

    private static final ClientObservationConvention DEFAULT = new DefaultClientObservationConvention();

    <T> T observe(String operation, Supplier<T> request) {
        ClientObservationContext context = new ClientObservationContext(operation);
        Observation observation = KagziObservation.CLIENT.observation(convention, DEFAULT, () -> context, registry);
        return observation.observe(() -> {
            try {
                return request.get();
            } catch (ServerProblemException e) {
                context.failed(e.problem().code());
                throw e;
            } catch (RuntimeException e) {
                context.failed("unreachable");
                throw e;
            }
        });
    }

    void observe(String operation, Runnable request) {
        observe(operation, () -> {
            request.run();
            return true;
        });
    }
}
