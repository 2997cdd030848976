package dev.kagzi.observation;

import dev.kagzi.transport.ServerProblemException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes requests of the client.
 *
 * @param caller what the requests are children of, absent for what the thread is in the middle of
 */
record ObservedCalls(
        ObservationRegistry registry,
        @Nullable ClientObservationConvention convention,
        @Nullable Observation caller) {

    private static final ClientObservationConvention DEFAULT = new DefaultClientObservationConvention();

    ObservedCalls inPlaceOfThisThread() {
        return new ObservedCalls(registry, convention, registry.getCurrentObservation());
    }

    <T> T observe(String operation, Supplier<T> request) {
        ClientObservationContext context = new ClientObservationContext(operation);
        return new HarmlessObservation(registry).observe(() -> observation(context), () -> outcome(context, request));
    }

    void observe(String operation, Runnable request) {
        observe(operation, () -> {
            request.run();
            return true;
        });
    }

    private Observation observation(ClientObservationContext context) {
        Observation observation = KagziObservation.CLIENT.observation(convention, DEFAULT, () -> context, registry);
        return caller == null ? observation : observation.parentObservation(caller);
    }

    private static <T> T outcome(ClientObservationContext context, Supplier<T> request) {
        try {
            return request.get();
        } catch (ServerProblemException e) {
            context.failed(e.problem().code());
            throw e;
        } catch (RuntimeException e) {
            context.failed("unreachable");
            throw e;
        }
    }
}
