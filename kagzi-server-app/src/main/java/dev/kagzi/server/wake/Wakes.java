package dev.kagzi.server.wake;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.run.Actor;
import dev.kagzi.server.run.RunTransitions;
import dev.kagzi.server.run.TransitionLog;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.WaitResolved;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Wakes runs of which a wait has just been resolved. Callers have written the outcomes, and hold the locks of the runs' rows. */
@Component
public class Wakes {

    private final WakeRepository repository;
    private final Steps steps;
    private final Places places;
    private final Signals signals;

    Wakes(WakeRepository repository, Steps steps, Places places, Signals signals) {
        this.repository = repository;
        this.steps = steps;
        this.places = places;
        this.signals = signals;
    }

    /** Locks runs, in the order of their ids. */
    public List<WakeableRun> lock(UUID namespaceId, Collection<UUID> runIds) {
        return runIds.isEmpty() ? List.of() : repository.lock(namespaceId, runIds);
    }

    /** Wakes runs because something has happened. */
    public void wake(UUID namespaceId, Collection<WakeableRun> runs, Instant now) {
        wake(namespaceId, runs, now, false);
    }

    /** Wakes runs because their time has come: those that stand aside in line join it as well. */
    public void wakeByClock(UUID namespaceId, Collection<WakeableRun> runs, Instant now) {
        wake(namespaceId, runs, now, true);
    }

    private void wake(UUID namespaceId, Collection<WakeableRun> runs, Instant now, boolean byClock) {
        if (runs.isEmpty()) {
            return;
        }
        Map<UUID, Instant> nextDue =
                steps.nextDue(namespaceId, runs.stream().map(WakeableRun::runId).toList());
        repository.wake(namespaceId, runs, nextDue, byClock);
        List<WakeableRun> waiting =
                runs.stream().filter(run -> run.status() == RunStatus.WAITING).toList();
        if (!waiting.isEmpty()) {
            waiting.forEach(run -> note(namespaceId, run));
            repository.addHistory(namespaceId, waiting, now);
        }
        runs.forEach(run -> follow(namespaceId, run, now));
    }

    private static void note(UUID namespaceId, WakeableRun run) {
        RunTransitions.require(run.status(), RunStatus.PENDING, Actor.SERVER);
        TransitionLog.changed(namespaceId, run.runId(), run.workflow(), run.status(), RunStatus.PENDING, "WOKEN");
    }

    private void follow(UUID namespaceId, WakeableRun run, Instant now) {
        if (run.isHeld() && run.workerId() != null) {
            signals.afterCommit(new WaitResolved(namespaceId, run.workerId(), run.runId()));
            return;
        }
        places.standInLine(namespaceId, run.runId(), run.workflow(), run.standing(), now);
        signals.afterCommit(new RunChanged(namespaceId, run.runId()));
    }
}
