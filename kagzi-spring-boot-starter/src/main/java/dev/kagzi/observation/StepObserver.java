package dev.kagzi.observation;

import dev.kagzi.worker.StepAttempt;
import dev.kagzi.worker.StepInterceptor;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Observes the attempts of steps. */
public final class StepObserver implements StepInterceptor {

    private static final StepObservationConvention DEFAULT = new DefaultStepObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable StepObservationConvention convention;

    public StepObserver(ObservationRegistry registry, @Nullable StepObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    @SuppressWarnings("NullAway") // What observes passes null on.
    public @Nullable Object intercept(StepAttempt attempt) throws Exception {
        StepObservationContext context = new StepObservationContext(attempt);
        return new HarmlessObservation(registry)
                .observe(
                        () -> KagziObservation.STEP.observation(convention, DEFAULT, () -> context, registry),
                        attempt::proceed);
    }
}
