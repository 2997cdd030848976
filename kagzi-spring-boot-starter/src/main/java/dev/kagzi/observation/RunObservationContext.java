package dev.kagzi.observation;

import dev.kagzi.worker.ExecutedRun;
import dev.kagzi.worker.RunOutcome;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** What is known of a run that is observed. */
public final class RunObservationContext extends Observation.Context {

    private final ExecutedRun run;
    private @Nullable RunOutcome outcome;

    RunObservationContext(ExecutedRun run) {
        this.run = run;
    }

    /** The run. */
    public ExecutedRun run() {
        return run;
    }

    /** How the execution ended; null while it goes on. */
    public @Nullable RunOutcome outcome() {
        return outcome;
    }

    void ended(RunOutcome how) {
        outcome = how;
    }
}
