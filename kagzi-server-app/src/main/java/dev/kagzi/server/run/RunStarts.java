package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.BatchWriter;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.Signals;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Stores starts, a batch in one transaction. */
@Component
class RunStarts implements BatchWriter<RunStart, StartOutcome> {

    private final RunStartRepository starts;
    private final RunRepository runs;
    private final RunRemovalRepository removal;
    private final StartLimits limits;
    private final DatabaseClock clock;
    private final Signals signals;
    private final RunMeters meters;

    RunStarts(
            RunStartRepository starts,
            RunRepository runs,
            RunRemovalRepository removal,
            StartLimits limits,
            DatabaseClock clock,
            Signals signals,
            RunMeters meters) {
        this.starts = starts;
        this.runs = runs;
        this.removal = removal;
        this.limits = limits;
        this.clock = clock;
        this.signals = signals;
        this.meters = meters;
    }

    @Override
    public List<StartOutcome> write(UUID namespaceId, List<RunStart> batch) {
        List<StartOutcome> outcomes =
                new StartBatch(namespaceId, batch, clock.now(), starts, runs, removal, limits).write();
        for (StartOutcome outcome : outcomes) {
            if (outcome instanceof StartOutcome.Created created) {
                announce(namespaceId, created.run());
            }
        }
        return outcomes;
    }

    /** Tells whom a new run concerns, once it is committed. */
    void announce(UUID namespaceId, NewRun run) {
        if (!run.schedule().isDue()) {
            signals.afterCommit(new RunDue(run.schedule().availableAt()));
        } else if (run.limitKey() == null) {
            signals.afterCommit(new RunClaimable(namespaceId, run.workflow()));
        }
        meters.started(run.workflow());
        TransitionLog.changed(namespaceId, run.runId(), run.workflow(), null, RunStatus.PENDING, null);
    }
}
