package dev.kagzi.observation;

import dev.kagzi.worker.ExecutedRun;
import dev.kagzi.worker.RunOutcome;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** What is known of a run that is observed. It comes from the span it was started in. */
public final class RunObservationContext extends ReceiverContext<ExecutedRun> {

    private static final String TRACEPARENT = "traceparent";

    private final ExecutedRun run;
    private @Nullable RunOutcome outcome;

    RunObservationContext(ExecutedRun run) {
        super((carrier, name) -> name.equalsIgnoreCase(TRACEPARENT) ? carrier.traceparent() : null, Kind.CONSUMER);
        this.run = run;
        setCarrier(run);
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
