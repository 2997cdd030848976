package dev.kagzi.observation;

import dev.kagzi.worker.ExecutedRun;
import dev.kagzi.worker.RunAround;
import dev.kagzi.worker.RunOutcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Observes the execution of runs. */
public final class RunObserver implements RunAround {

    private static final RunObservationConvention DEFAULT = new DefaultRunObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable RunObservationConvention convention;

    public RunObserver(ObservationRegistry registry, @Nullable RunObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public RunOutcome execute(ExecutedRun run, Supplier<RunOutcome> execution) {
        RunObservationContext context = new RunObservationContext(run);
        return new HarmlessObservation(registry)
                .observe(() -> KagziObservation.RUN.observation(convention, DEFAULT, () -> context, registry), () -> {
                    RunOutcome outcome = execution.get();
                    context.ended(outcome);
                    return outcome;
                });
    }

    /** So that the attempts of steps in branches belong to the run too. */
    @Override
    public UnaryOperator<Runnable> carriedByBranches() {
        Observation run = registry.getCurrentObservation();
        HarmlessObservation harmless = new HarmlessObservation(registry);
        return run == null ? UnaryOperator.identity() : pass -> () -> harmless.scoped(run, pass);
    }
}
