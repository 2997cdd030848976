package dev.kagzi.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Observes calls without a say in how they end: what fails in observing is logged, and the call goes on. */
final class HarmlessObservation {

    private static final Logger log = LoggerFactory.getLogger(HarmlessObservation.class);

    private final ObservationRegistry registry;

    HarmlessObservation(ObservationRegistry registry) {
        this.registry = registry;
    }

    /** @param made the observation, not started yet */
    <T extends @Nullable Object, E extends Throwable> T observe(Supplier<Observation> made, Call<T, E> call) throws E {
        Observation observation = started(made);
        Observation.Scope scope = opened(observation);
        try {
            return call.call();
        } catch (Throwable e) {
            guard(() -> observation.error(e));
            throw e;
        } finally {
            guard(scope::close);
            guard(observation::stop);
        }
    }

    /** A part of what is observed, on a thread of its own. */
    void scoped(Observation observation, Runnable part) {
        Observation.Scope scope = opened(observation);
        try {
            part.run();
        } finally {
            guard(scope::close);
        }
    }

    private static Observation started(Supplier<Observation> made) {
        try {
            return made.get().start();
        } catch (RuntimeException | Error e) {
            warn(e);
            return Observation.NOOP;
        }
    }

    private Observation.Scope opened(Observation observation) {
        Observation.Scope before = registry.getCurrentObservationScope();
        try {
            return observation.openScope();
        } catch (RuntimeException | Error e) {
            warn(e);
            // The registry has taken the scope before its handlers failed, and the thread goes on to other runs.
            registry.setCurrentObservationScope(before);
            return Observation.Scope.NOOP;
        }
    }

    private static void guard(Runnable observing) {
        try {
            observing.run();
        } catch (RuntimeException | Error e) {
            warn(e);
        }
    }

    private static void warn(Throwable failure) {
        log.warn(
                "An observation failed; what it observes goes on as if it had not. Mend the application's observation"
                        + " convention, predicate, filter or handler that threw.",
                failure);
    }

    /** What is observed. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object, E extends Throwable> {

        T call() throws E;
    }
}
